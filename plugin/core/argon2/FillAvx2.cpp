//
// FillAvx2.cpp
//
// Library: AuthPlug/Password
// Package: Argon2
// Module:  Fill
//
// SPDX-License-Identifier: BSL-1.0
//


#if defined(__x86_64__)


#include "core/argon2/FillLoop.h"
#include <immintrin.h>


namespace AuthPlug {
namespace Password {


namespace {


AUTHPLUG_FILL_INLINE __m256i load(const std::uint64_t* words, std::size_t index)
{
	return _mm256_load_si256(reinterpret_cast<const __m256i*>(words) + index);
}


AUTHPLUG_FILL_INLINE void store(std::uint64_t* words, std::size_t index, __m256i value)
{
	_mm256_store_si256(reinterpret_cast<__m256i*>(words) + index, value);
}


AUTHPLUG_FILL_INLINE __m256i multiplyAdd(__m256i a, __m256i b)
{
	const __m256i product = _mm256_mul_epu32(a, b);
	return _mm256_add_epi64(_mm256_add_epi64(a, b), _mm256_add_epi64(product, product));
}


AUTHPLUG_FILL_INLINE __m256i rotate32(__m256i value)
{
	return _mm256_shuffle_epi32(value, _MM_SHUFFLE(2, 3, 0, 1));
}


AUTHPLUG_FILL_INLINE __m256i rotate24(__m256i value)
{
	return _mm256_shuffle_epi8(value, _mm256_setr_epi8(
		3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10,
		3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10));
}


AUTHPLUG_FILL_INLINE __m256i rotate16(__m256i value)
{
	return _mm256_shuffle_epi8(value, _mm256_setr_epi8(
		2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9,
		2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9));
}


AUTHPLUG_FILL_INLINE __m256i rotate63(__m256i value)
{
	return _mm256_or_si256(_mm256_srli_epi64(value, 63), _mm256_add_epi64(value, value));
}


struct Half
	/// Eight words of each of a, b, c and d: two registers for each, so that
	/// two chains of dependent operations run side by side.
{
	__m256i a[2];
	__m256i b[2];
	__m256i c[2];
	__m256i d[2];
};


AUTHPLUG_FILL_INLINE void quarters(Half& v)
	/// GB of RFC 9106, section 3.6.
{
	for (int i = 0; i < 2; ++i) v.a[i] = multiplyAdd(v.a[i], v.b[i]);
	for (int i = 0; i < 2; ++i) v.d[i] = rotate32(_mm256_xor_si256(v.d[i], v.a[i]));
	for (int i = 0; i < 2; ++i) v.c[i] = multiplyAdd(v.c[i], v.d[i]);
	for (int i = 0; i < 2; ++i) v.b[i] = rotate24(_mm256_xor_si256(v.b[i], v.c[i]));
	for (int i = 0; i < 2; ++i) v.a[i] = multiplyAdd(v.a[i], v.b[i]);
	for (int i = 0; i < 2; ++i) v.d[i] = rotate16(_mm256_xor_si256(v.d[i], v.a[i]));
	for (int i = 0; i < 2; ++i) v.c[i] = multiplyAdd(v.c[i], v.d[i]);
	for (int i = 0; i < 2; ++i) v.b[i] = rotate63(_mm256_xor_si256(v.b[i], v.c[i]));
}


AUTHPLUG_FILL_INLINE void permuteRows(Half& v)
	/// P of RFC 9106, section 3.6, on two rows: register i holds four words of
	/// row i. For the diagonals a, c and d are turned instead of b, c and d: b
	/// is what the next step has to wait for.
{
	quarters(v);
	for (int i = 0; i < 2; ++i)
	{
		v.a[i] = _mm256_permute4x64_epi64(v.a[i], _MM_SHUFFLE(2, 1, 0, 3));
		v.d[i] = _mm256_permute4x64_epi64(v.d[i], _MM_SHUFFLE(1, 0, 3, 2));
		v.c[i] = _mm256_permute4x64_epi64(v.c[i], _MM_SHUFFLE(0, 3, 2, 1));
	}
	quarters(v);
	for (int i = 0; i < 2; ++i)
	{
		v.a[i] = _mm256_permute4x64_epi64(v.a[i], _MM_SHUFFLE(0, 3, 2, 1));
		v.d[i] = _mm256_permute4x64_epi64(v.d[i], _MM_SHUFFLE(1, 0, 3, 2));
		v.c[i] = _mm256_permute4x64_epi64(v.c[i], _MM_SHUFFLE(2, 1, 0, 3));
	}
}


AUTHPLUG_FILL_INLINE void turn(__m256i* v)
	/// (0 1)(2 3) to (1 2)(3 0), in both halves of the registers.
{
	const __m256i first = _mm256_alignr_epi8(v[1], v[0], 8);
	v[1] = _mm256_alignr_epi8(v[0], v[1], 8);
	v[0] = first;
}


AUTHPLUG_FILL_INLINE void turnBack(__m256i* v)
	/// (0 1)(2 3) to (3 0)(1 2), in both halves of the registers.
{
	const __m256i first = _mm256_alignr_epi8(v[0], v[1], 8);
	v[1] = _mm256_alignr_epi8(v[1], v[0], 8);
	v[0] = first;
}


AUTHPLUG_FILL_INLINE void swap(__m256i* v)
{
	const __m256i first = v[0];
	v[0] = v[1];
	v[1] = first;
}


AUTHPLUG_FILL_INLINE void permuteColumns(Half& v)
	/// P on two columns: each half of a register belongs to one of them.
{
	quarters(v);
	turnBack(v.a);
	swap(v.d);
	turn(v.c);
	quarters(v);
	turn(v.a);
	swap(v.d);
	turnBack(v.c);
}


struct Avx2Kernel
	/// A block is 8 rows of 4 registers; two columns are the registers with the
	/// same place in all rows.
{
	struct Scratch
	{
		alignas(64) std::uint64_t words[BLOCK_WORDS];
	};

	static constexpr bool WORD_ORDER = false;

	static constexpr std::size_t wordAt(std::size_t i)
	{
		return i;
	}

	template <bool OLD, class Ready>
	static AUTHPLUG_FILL_INLINE void mix(Scratch& scratch, const std::uint64_t* previous, const std::uint64_t* reference, std::uint64_t* block, Ready ready)
	{
		const auto sum = [&](std::size_t i) __attribute__((always_inline))
		{
			return _mm256_xor_si256(load(previous, i), load(reference, i));
		};

		for (std::size_t row = 0; row < 8; row += 2)
		{
			Half v;
			for (std::size_t i = 0; i < 2; ++i)
			{
				const std::size_t at = 4 * (row + i);
				v.a[i] = sum(at);
				v.b[i] = sum(at + 1);
				v.c[i] = sum(at + 2);
				v.d[i] = sum(at + 3);
			}
			permuteRows(v);
			for (std::size_t i = 0; i < 2; ++i)
			{
				const std::size_t at = 4 * (row + i);
				store(scratch.words, at, v.a[i]);
				store(scratch.words, at + 1, v.b[i]);
				store(scratch.words, at + 2, v.c[i]);
				store(scratch.words, at + 3, v.d[i]);
			}
		}

		const auto put = [&](std::size_t at, __m256i value) __attribute__((always_inline))
		{
			value = _mm256_xor_si256(value, sum(at));
			if (OLD) value = _mm256_xor_si256(value, load(block, at));
			store(block, at, value);
		};
		for (std::size_t column = 0; column < 4; ++column)
		{
			Half v;
			for (std::size_t i = 0; i < 2; ++i)
			{
				const std::size_t at = column + 4 * i;
				v.a[i] = load(scratch.words, at);
				v.b[i] = load(scratch.words, at + 8);
				v.c[i] = load(scratch.words, at + 16);
				v.d[i] = load(scratch.words, at + 24);
			}
			permuteColumns(v);
			for (std::size_t i = 0; i < 2; ++i)
			{
				const std::size_t at = column + 4 * i;
				put(at, v.a[i]);
				put(at + 8, v.b[i]);
				put(at + 16, v.c[i]);
				put(at + 24, v.d[i]);
			}
			if (column == 0) ready(block[0]);
		}
	}
};


} // namespace


void fillAvx2(const FillShape& shape, std::uint64_t* memory)
{
	FillLoop<Avx2Kernel>::fill(shape, memory);
}


} } // namespace AuthPlug::Password


#endif // defined(__x86_64__)
