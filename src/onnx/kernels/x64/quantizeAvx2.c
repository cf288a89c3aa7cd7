#include "multiply.h"
#include "target.h"

/** Integers of 8 bits of a vector. */
#define LANES 32

/** The largest magnitude of a chunk. */
AVX2 static float magnitudeOf(const float *input, size_t chunk) {
  __m256 largest = _mm256_setzero_ps();
  for (size_t i = 0; i < chunk; i += 8) {
    largest = _mm256_max_ps(largest, _mm256_andnot_ps(_mm256_set1_ps(-0.0f), _mm256_loadu_ps(input + i)));
  }
  const __m128 four = _mm_max_ps(_mm256_castps256_ps128(largest), _mm256_extractf128_ps(largest, 1));
  const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
}

AVX2 INLINE __m256i roundEight(const float *input, __m256 inverse) {
  return _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(input), inverse));
}

/** LANES inputs, in order. */
AVX2 INLINE __m256i roundInputs(const float *input, __m256 inverse) {
  const __m256i low = _mm256_packs_epi32(roundEight(input, inverse), roundEight(input + 8, inverse));
  const __m256i high = _mm256_packs_epi32(roundEight(input + 16, inverse), roundEight(input + 24, inverse));
  // Packing works in halves of a vector.
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  return _mm256_permutevar8x32_epi32(_mm256_packs_epi16(low, high), order);
}

/** Even ones before odd ones, of 8 inputs. */
AVX2 INLINE __m256i pair(__m256i bytes) {
  const __m128i order = _mm_setr_epi8(0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12, 14, 9, 11, 13, 15);
  return _mm256_shuffle_epi8(bytes, _mm256_broadcastsi128_si256(order));
}

AVX2 INLINE __m256i sumsOf(__m256i bytes) {
  return _mm256_madd_epi16(_mm256_maddubs_epi16(_mm256_set1_epi8(1), bytes), _mm256_set1_epi16(1));
}

AVX2 INLINE int32_t total(__m256i sums) {
  const __m128i four = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
  const __m128i two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4e));
  return _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 0xb1)));
}

AVX2 static void quantizeChunk(const float *input, const Activations *activations, size_t place) {
  // Symmetric: the largest magnitude becomes 127.
  const float magnitude = magnitudeOf(input, activations->chunk);
  const __m256 inverse = _mm256_set1_ps(magnitude > NEGLIGIBLE ? 127.0f / magnitude : 0.0f);
  __m256i sums = _mm256_setzero_si256();
  int8_t *to = activations->values + place * activations->chunk;
  for (size_t i = 0; i < activations->chunk; i += LANES) {
    const __m256i bytes = roundInputs(input + i, inverse);
    sums = _mm256_add_epi32(sums, sumsOf(bytes));
    _mm256_storeu_si256((__m256i *)(to + i), activations->isPaired ? pair(bytes) : bytes);
  }
  activations->scales[place] = magnitude / 127.0f;
  activations->negatedSums[place] = -total(sums);
}

void quantizeAvx2(const float *input, const Activations *activations, size_t row) {
  for (size_t chunk = 0; chunk < activations->chunks; chunk++, input += activations->chunk) {
    quantizeChunk(input, activations, placeOf(activations, row, chunk));
  }
}
