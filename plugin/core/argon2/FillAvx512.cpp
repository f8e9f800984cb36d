//
// FillAvx512.cpp
//
// Library: AuthPlug/Password
// Package: Argon2
// Module:  Fill
//
// SPDX-License-Identifier: BSL-1.0
//


#if defined(__x86_64__)


// The intrinsics' own header sets variables to themselves (GCC bug 105593).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif


#include "core/argon2/FillLoop.h"
#include <immintrin.h>


namespace AuthPlug {
namespace Password {


namespace {


AUTHPLUG_FILL_INLINE __m512i load(const std::uint64_t* words, std::size_t index)
{
	return _mm512_load_si512(words + 8 * index);
}


AUTHPLUG_FILL_INLINE __m512i multiplyAdd(__m512i a, __m512i b)
{
	const __m512i product = _mm512_mul_epu32(a, b);
	return _mm512_add_epi64(_mm512_add_epi64(a, b), _mm512_add_epi64(product, product));
}


struct Half
	/// Sixteen words of each of a, b, c and d: two registers for each, so that
	/// two chains of dependent operations run side by side.
{
	__m512i a[2];
	__m512i b[2];
	__m512i c[2];
	__m512i d[2];
};


AUTHPLUG_FILL_INLINE void quarters(Half& v)
{
	for (int i = 0; i < 2; ++i) v.a[i] = multiplyAdd(v.a[i], v.b[i]);
	for (int i = 0; i < 2; ++i) v.d[i] = _mm512_ror_epi64(_mm512_xor_si512(v.d[i], v.a[i]), 32);
	for (int i = 0; i < 2; ++i) v.c[i] = multiplyAdd(v.c[i], v.d[i]);
	for (int i = 0; i < 2; ++i) v.b[i] = _mm512_ror_epi64(_mm512_xor_si512(v.b[i], v.c[i]), 24);
	for (int i = 0; i < 2; ++i) v.a[i] = multiplyAdd(v.a[i], v.b[i]);
	for (int i = 0; i < 2; ++i) v.d[i] = _mm512_ror_epi64(_mm512_xor_si512(v.d[i], v.a[i]), 16);
	for (int i = 0; i < 2; ++i) v.c[i] = multiplyAdd(v.c[i], v.d[i]);
	for (int i = 0; i < 2; ++i) v.b[i] = _mm512_ror_epi64(_mm512_xor_si512(v.b[i], v.c[i]), 63);
}


AUTHPLUG_FILL_INLINE void permuteRows(Half& v)
{
	quarters(v);
	for (int i = 0; i < 2; ++i) v.a[i] = _mm512_permutex_epi64(v.a[i], _MM_SHUFFLE(2, 1, 0, 3));
	for (int i = 0; i < 2; ++i) v.d[i] = _mm512_permutex_epi64(v.d[i], _MM_SHUFFLE(1, 0, 3, 2));
	for (int i = 0; i < 2; ++i) v.c[i] = _mm512_permutex_epi64(v.c[i], _MM_SHUFFLE(0, 3, 2, 1));
	quarters(v);
	for (int i = 0; i < 2; ++i) v.a[i] = _mm512_permutex_epi64(v.a[i], _MM_SHUFFLE(0, 3, 2, 1));
	for (int i = 0; i < 2; ++i) v.d[i] = _mm512_permutex_epi64(v.d[i], _MM_SHUFFLE(1, 0, 3, 2));
	for (int i = 0; i < 2; ++i) v.c[i] = _mm512_permutex_epi64(v.c[i], _MM_SHUFFLE(2, 1, 0, 3));
}


AUTHPLUG_FILL_INLINE void permuteColumns(Half& v)
{
	const __m512i forward = _mm512_setr_epi64(1, 4, 3, 6, 5, 0, 7, 2);
	const __m512i backward = _mm512_setr_epi64(5, 0, 7, 2, 1, 4, 3, 6);
	quarters(v);
	for (int i = 0; i < 2; ++i) v.a[i] = _mm512_permutexvar_epi64(backward, v.a[i]);
	for (int i = 0; i < 2; ++i) v.d[i] = _mm512_shuffle_i64x2(v.d[i], v.d[i], _MM_SHUFFLE(1, 0, 3, 2));
	for (int i = 0; i < 2; ++i) v.c[i] = _mm512_permutexvar_epi64(forward, v.c[i]);
	quarters(v);
	for (int i = 0; i < 2; ++i) v.a[i] = _mm512_permutexvar_epi64(forward, v.a[i]);
	for (int i = 0; i < 2; ++i) v.d[i] = _mm512_shuffle_i64x2(v.d[i], v.d[i], _MM_SHUFFLE(1, 0, 3, 2));
	for (int i = 0; i < 2; ++i) v.c[i] = _mm512_permutexvar_epi64(backward, v.c[i]);
}


struct Avx512Kernel
	/// The RFC's block is a matrix of 8 by 8 pairs of words. Register 4*p + q
	/// holds the pairs (2p, 2q), (2p, 2q+1), (2p+1, 2q), (2p+1, 2q+1): then four
	/// registers are two whole rows as well as, taken across, two whole
	/// columns, and nothing has to be rearranged between the two. Blocks are
	/// kept in this order.
{
	struct Scratch
	{
	};

	static constexpr bool WORD_ORDER = true;

	static constexpr std::size_t wordAt(std::size_t i)
	{
		const std::size_t row = i / 16;
		const std::size_t column = i / 2 % 8;
		return (row / 2 * 4 + column / 2) * 8 + (row % 2) * 4 + (column % 2) * 2 + i % 2;
	}

	template <bool OLD, class Ready>
	static AUTHPLUG_FILL_INLINE void mix(Scratch&, const std::uint64_t* previous, const std::uint64_t* reference, std::uint64_t* block, Ready ready)
	{
		Half rows[2];  // two rows of pairs of rows
#pragma GCC unroll 2
		for (std::size_t half = 0; half < 2; ++half)
		{
			Half& v = rows[half];
#pragma GCC unroll 2
			for (std::size_t i = 0; i < 2; ++i)
			{
				const std::size_t at = 8 * half + 4 * i;
				v.a[i] = _mm512_xor_si512(load(previous, at), load(reference, at));
				v.b[i] = _mm512_xor_si512(load(previous, at + 1), load(reference, at + 1));
				v.c[i] = _mm512_xor_si512(load(previous, at + 2), load(reference, at + 2));
				v.d[i] = _mm512_xor_si512(load(previous, at + 3), load(reference, at + 3));
			}
			permuteRows(v);
		}
		Half columns[2] = {
			{{rows[0].a[0], rows[0].b[0]}, {rows[0].a[1], rows[0].b[1]}, {rows[1].a[0], rows[1].b[0]}, {rows[1].a[1], rows[1].b[1]}},
			{{rows[0].c[0], rows[0].d[0]}, {rows[0].c[1], rows[0].d[1]}, {rows[1].c[0], rows[1].d[0]}, {rows[1].c[1], rows[1].d[1]}}};
		const auto put = [&](std::size_t at, __m512i value) __attribute__((always_inline))
		{
			value = _mm512_ternarylogic_epi64(value, load(previous, at), load(reference, at), 0x96);
			if (OLD) value = _mm512_xor_si512(value, load(block, at));
			_mm512_store_si512(block + 8 * at, value);
			if (at == 0) ready(static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm512_castsi512_si128(value))));
		};
#pragma GCC unroll 2
		for (std::size_t half = 0; half < 2; ++half)
		{
			Half& v = columns[half];
			permuteColumns(v);
#pragma GCC unroll 2
			for (std::size_t i = 0; i < 2; ++i)
			{
				const std::size_t at = 2 * half + i;
				put(at, v.a[i]);
				put(at + 4, v.b[i]);
				put(at + 8, v.c[i]);
				put(at + 12, v.d[i]);
			}
		}
	}
};


} // namespace


void fillAvx512(const FillShape& shape, std::uint64_t* memory)
{
	FillLoop<Avx512Kernel>::fill(shape, memory);
}


} } // namespace AuthPlug::Password


#endif // defined(__x86_64__)
