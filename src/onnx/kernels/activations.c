#include "activations.h"
#include "target.h"

/** Symmetric: the largest magnitude of a chunk becomes 127. */
AVX512 static float quantizeChunk(const float *values, Chunk *chunk) {
  __m512 parts[CHUNK / LANES];
  __m512 largest = _mm512_setzero_ps();
  for (int i = 0; i < CHUNK / LANES; i++) {
    parts[i] = _mm512_loadu_ps(values + i * LANES);
    largest = _mm512_max_ps(largest, _mm512_abs_ps(parts[i]));
  }
  const float magnitude = _mm512_reduce_max_ps(largest);
  const __m512 inverse = _mm512_set1_ps(magnitude > 0 ? 127.0f / magnitude : 0.0f);
  for (int i = 0; i < CHUNK / LANES; i++) {
    // Pairs of neighbours as 16 bits each: the even one is the low half.
    const __m128i bytes = _mm512_cvtsepi32_epi8(_mm512_cvtps_epi32(_mm512_mul_ps(parts[i], inverse)));
    _mm_storel_epi64((__m128i *)(chunk->even + i * 8), _mm_cvtepi16_epi8(bytes));
    _mm_storel_epi64((__m128i *)(chunk->odd + i * 8), _mm_cvtepi16_epi8(_mm_srli_epi16(bytes, 8)));
  }
  const __m512i level = _mm512_set1_epi8(ZERO_POINT);
  __m512i sum = _mm512_dpbusd_epi32(_mm512_setzero_si512(), level, _mm512_loadu_si512(chunk->even));
  sum = _mm512_dpbusd_epi32(sum, level, _mm512_loadu_si512(chunk->odd));
  _mm512_storeu_si512(chunk->start, _mm512_sub_epi32(_mm512_setzero_si512(), sum));
  return magnitude / 127.0f;
}

AVX512 void quantizeRow(const float *row, size_t chunks, Chunk *quantized, float *scales) {
  for (size_t chunk = 0; chunk < chunks; chunk++) {
    scales[chunk] = quantizeChunk(row + chunk * CHUNK, quantized + chunk);
  }
}
