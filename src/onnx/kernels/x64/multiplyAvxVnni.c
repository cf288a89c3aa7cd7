#include "multiply.h"
#include "target.h"
#define TARGET AVX_VNNI

INLINE int shiftOf(int bits) {
  (void)bits;
  return 0;
}

/** Four inputs of a row, for every lane. */
AVX_VNNI INLINE __m256i inputsAt(const int8_t *values) {
  int32_t four;
  __builtin_memcpy(&four, values, 4);
  return _mm256_set1_epi32(four);
}

AVX_VNNI INLINE void multiplyPart(
    const uint8_t *levels, const int8_t *values, size_t stride, int rows, int bits, __m256i *sums) {
  const __m256i low = _mm256_set1_epi8(15);
  const int inputs = STEP_BYTES * 8 / bits / PANEL;
  for (int at = 0; at < LEAST_BLOCK; at += inputs, levels += STEP_BYTES) {
    _mm_prefetch((const char *)levels + FAR_256, _MM_HINT_T0);
    const __m256i bytes = _mm256_load_si256((const __m256i *)levels);
    const __m256i first = bits == 4 ? _mm256_and_si256(bytes, low) : bytes;
    const __m256i second = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), low);
    for (int r = 0; r < rows; r++) {
      const int8_t *from = values + r * stride + at;
      sums[r] = _mm256_dpbusd_avx_epi32(sums[r], first, inputsAt(from));
      if (bits == 4) sums[r] = _mm256_dpbusd_avx_epi32(sums[r], second, inputsAt(from + 4));
    }
  }
}

#include "multiply256.h"

AVX_VNNI void multiplyAvxVnni(
    const Weights *weights, const Activations *activations, size_t first, size_t end, uint8_t *buffer,
    float *output) {
  (void)buffer;
  multiplyAll(weights, activations, first, end, output);
}
