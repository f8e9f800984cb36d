//
// SvgChartTest.cpp
//
// Tests: bench
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "SvgChart.h"
#include <Poco/DOM/AutoPtr.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Document.h>
#include <Poco/DOM/Element.h>
#include <Poco/DOM/NodeList.h>
#include <Poco/NumberParser.h>
#include <sstream>
#include <stdexcept>


using namespace AuthPlug::Tests;


namespace {


std::string written(const SvgChart& chart)
{
	std::ostringstream out;
	chart.write(out);
	return out.str();
}


Poco::AutoPtr<Poco::XML::Document> parsed(const SvgChart& chart)
	/// Throws if it is not well-formed.
{
	Poco::XML::DOMParser parser;
	return parser.parseString(written(chart));
}


std::vector<double> heights(const SvgChart& chart)
	/// Of the bars: those rectangles that are neither background nor legend.
{
	const auto document = parsed(chart);
	const Poco::AutoPtr<Poco::XML::NodeList> rectangles = document->getElementsByTagName("rect");
	std::vector<double> found;
	for (unsigned long i = 0; i < rectangles->length(); ++i)
	{
		const auto& height = dynamic_cast<Poco::XML::Element&>(*rectangles->item(i)).getAttribute("height");
		if (height != "100%" && height != "11") found.push_back(Poco::NumberParser::parseFloat(height));
	}
	return found;
}


} // namespace


AUTHPLUG_CASES(SvgChartTest)
{
	addCase(suite, "bars are as high as their values", []
	{
		SvgChart chart(SvgChart::Form::bars, "title", "1/s", {"a", "b"});
		chart.add("one", {100, 50});
		chart.add("two", {25, 0});
		const std::vector<double> found = heights(chart);
		CPPUNIT_ASSERT_EQUAL(std::size_t(3), found.size());  // nothing is no bar
		CPPUNIT_ASSERT_DOUBLES_EQUAL(found[0]/2, found[1], 0.1);
		CPPUNIT_ASSERT_DOUBLES_EQUAL(found[0]/4, found[2], 0.1);
	});

	addCase(suite, "a line has a point for each place, the greater value above", []
	{
		SvgChart chart(SvgChart::Form::lines, "title", "ms", {"1", "8", "64"});
		chart.add("p50", {1, 2, 4});
		const auto document = parsed(chart);
		const Poco::AutoPtr<Poco::XML::NodeList> circles = document->getElementsByTagName("circle");
		CPPUNIT_ASSERT_EQUAL(3ul, circles->length());
		const auto y = [&](unsigned long i) { return Poco::NumberParser::parseFloat(dynamic_cast<Poco::XML::Element&>(*circles->item(i)).getAttribute("cy")); };
		CPPUNIT_ASSERT(y(0) > y(1));
		CPPUNIT_ASSERT_DOUBLES_EQUAL(2*(y(0) - y(1)), y(1) - y(2), 1.5);  // pixels are rounded
	});

	addCase(suite, "texts are escaped", []
	{
		SvgChart chart(SvgChart::Form::bars, "a < b & c > d", "<s>", {"x&y"});
		chart.add("<one>", {1});
		parsed(chart);
		CPPUNIT_ASSERT(written(chart).find("a &lt; b &amp; c &gt; d") != std::string::npos);
	});

	addCase(suite, "a series of another length is refused", []
	{
		SvgChart chart(SvgChart::Form::bars, "title", "", {"a", "b"});
		CPPUNIT_ASSERT_THROW(chart.add("one", {1}), std::invalid_argument);
	});

	addCase(suite, "a chart of zeros can be drawn", []
	{
		SvgChart chart(SvgChart::Form::lines, "title", "", {"a"});
		chart.add("one", {0});
		parsed(chart);
		CPPUNIT_ASSERT(written(chart).find("nan") == std::string::npos);
	});

	addCase(suite, "the axis ends at a round number", []
	{
		CPPUNIT_ASSERT_EQUAL(1.0, roundTop(0));
		CPPUNIT_ASSERT_EQUAL(1.0, roundTop(1));
		CPPUNIT_ASSERT_EQUAL(2.0, roundTop(1.1));
		CPPUNIT_ASSERT_EQUAL(50.0, roundTop(23));
		CPPUNIT_ASSERT_EQUAL(100000.0, roundTop(51000));
		CPPUNIT_ASSERT_DOUBLES_EQUAL(0.5, roundTop(0.4), 1e-9);
	});
}
