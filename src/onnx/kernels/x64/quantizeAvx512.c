#include "multiply.h"
#include "target.h"

/** 32-bit lanes of a vector. */
#define LANES 16
#define PARTS (CHUNK / LANES)

/** The sum of as many integers of 8 bits as a vector has. */
AVX512 INLINE int32_t sumOf(const int8_t *values) {
  const __m512i ones = _mm512_set1_epi8(1);
  return _mm512_reduce_add_epi32(_mm512_dpbusd_epi32(_mm512_setzero_si512(), ones, _mm512_loadu_si512(values)));
}

/** Symmetric: the largest magnitude of a chunk becomes 127. */
AVX512 static float quantizeChunk(const float *input, int8_t *evens, int8_t *odds) {
  __m512 parts[PARTS];
  __m512 largest = _mm512_setzero_ps();
  for (int i = 0; i < PARTS; i++) {
    parts[i] = _mm512_loadu_ps(input + i * LANES);
    largest = _mm512_max_ps(largest, _mm512_abs_ps(parts[i]));
  }
  const float magnitude = _mm512_reduce_max_ps(largest);
  const __m512 inverse = _mm512_set1_ps(magnitude > 0 ? 127.0f / magnitude : 0.0f);
  for (int i = 0; i < PARTS; i++) {
    // Two neighbours are one integer of 16 bits, the even one its low half.
    const __m128i bytes = _mm512_cvtsepi32_epi8(_mm512_cvtps_epi32(_mm512_mul_ps(parts[i], inverse)));
    _mm_storel_epi64((__m128i *)(evens + i * LANES / 2), _mm_cvtepi16_epi8(bytes));
    _mm_storel_epi64((__m128i *)(odds + i * LANES / 2), _mm_cvtepi16_epi8(_mm_srli_epi16(bytes, 8)));
  }
  return magnitude / 127.0f;
}

AVX512 void quantizeAvx512(const float *input, const Activations *activations, size_t row) {
  for (size_t chunk = 0; chunk < activations->chunks; chunk++, input += CHUNK) {
    int8_t *evens = valuesAt(activations, row, chunk);
    int8_t *odds = evens + activations->group * HALF;
    const size_t place = placeOf(activations, row, chunk);
    activations->scales[place] = quantizeChunk(input, evens, odds);
    activations->zeroPointSums[place] = -ZERO_POINT * (sumOf(evens) + sumOf(odds));
  }
}
