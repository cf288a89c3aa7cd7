#include "multiply.h"
#include "target.h"

/** 32-bit lanes of a vector. */
#define LANES 16
#define MOST_PARTS (MOST_CHUNK / LANES)

/** Even ones before odd ones, of 8 inputs. */
AVX512 INLINE __m128i pair(__m128i bytes) {
  return _mm_shuffle_epi8(bytes, _mm_setr_epi8(0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12, 14, 9, 11, 13, 15));
}

AVX512 static void quantizeChunk(const float *input, const Activations *activations, size_t place) {
  const size_t parts = activations->chunk / LANES;
  __m512 values[MOST_PARTS];
  __m512 largest = _mm512_setzero_ps();
  for (size_t i = 0; i < parts; i++) {
    values[i] = _mm512_loadu_ps(input + i * LANES);
    largest = _mm512_max_ps(largest, _mm512_abs_ps(values[i]));
  }
  // Symmetric: the largest magnitude becomes 127.
  const float magnitude = _mm512_reduce_max_ps(largest);
  const __m512 inverse = _mm512_set1_ps(magnitude > NEGLIGIBLE ? 127.0f / magnitude : 0.0f);
  __m512i sum = _mm512_setzero_si512();
  int8_t *to = activations->values + place * activations->chunk;
  for (size_t i = 0; i < parts; i++, to += LANES) {
    const __m512i integers = _mm512_cvtps_epi32(_mm512_mul_ps(values[i], inverse));
    const __m128i bytes = _mm512_cvtsepi32_epi8(integers);
    sum = _mm512_add_epi32(sum, _mm512_cvtepi8_epi32(bytes));
    _mm_storeu_si128((__m128i *)to, activations->isPaired ? pair(bytes) : bytes);
  }
  activations->scales[place] = magnitude / 127.0f;
  activations->negatedSums[place] = -_mm512_reduce_add_epi32(sum);
}

void quantizeAvx512(const float *input, const Activations *activations, size_t row) {
  for (size_t chunk = 0; chunk < activations->chunks; chunk++, input += activations->chunk) {
    quantizeChunk(input, activations, placeOf(activations, row, chunk));
  }
}
