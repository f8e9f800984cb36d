//
// CanaryForms.cpp
//
// Tests: support
//
// Prints what this run's canary looks like in a text, a form on each line.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Canary.h"
#include <iostream>


int main()
{
	for (const std::string& form: AuthPlug::Tests::Canary::forms()) std::cout << form << "\n";
	return std::cout.flush() ? 0 : 1;
}
