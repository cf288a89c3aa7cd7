#include "multiply.h"
#include "target.h"
#define TARGET AVX2

/** Levels of 8 bits are multiplied as signed ones: two products of unsigned ones would overflow 16 bits. */
INLINE int shiftOf(int bits) {
  return bits == 4 ? 0 : 128;
}

/** Four inputs of a row, for every lane. */
AVX2 INLINE __m256i inputsAt(const int8_t *values) {
  int32_t four;
  __builtin_memcpy(&four, values, 4);
  return _mm256_set1_epi32(four);
}

/** 4 bits: a sum of 16 bits holds the products of LEAST_BLOCK inputs, 15 × 127 each at most, of which a lane has half. */
AVX2 INLINE void multiplyHalves(
    const uint8_t *levels, const int8_t *values, size_t stride, int rows, __m256i *sums) {
  const __m256i low = _mm256_set1_epi8(15);
  __m256i products[4];
  for (int r = 0; r < rows; r++) products[r] = _mm256_setzero_si256();
  for (int at = 0; at < LEAST_BLOCK; at += 8, levels += STEP_BYTES) {
    _mm_prefetch((const char *)levels + FAR_256, _MM_HINT_T0);
    const __m256i bytes = _mm256_load_si256((const __m256i *)levels);
    const __m256i lows = _mm256_and_si256(bytes, low);
    const __m256i highs = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), low);
    for (int r = 0; r < rows; r++) {
      const int8_t *inputs = values + r * stride + at;
      products[r] = _mm256_add_epi16(products[r], _mm256_maddubs_epi16(lows, inputsAt(inputs)));
      products[r] = _mm256_add_epi16(products[r], _mm256_maddubs_epi16(highs, inputsAt(inputs + 4)));
    }
  }
  const __m256i ones = _mm256_set1_epi16(1);
  for (int r = 0; r < rows; r++) sums[r] = _mm256_add_epi32(sums[r], _mm256_madd_epi16(products[r], ones));
}

/** 8 bits: the sign of a level goes over to the input. */
AVX2 INLINE void multiplyBytes(const uint8_t *levels, const int8_t *values, size_t stride, int rows, __m256i *sums) {
  const __m256i ones = _mm256_set1_epi16(1), middle = _mm256_set1_epi8(-128);
  for (int at = 0; at < LEAST_BLOCK; at += 4, levels += STEP_BYTES) {
    _mm_prefetch((const char *)levels + FAR_256, _MM_HINT_T0);
    const __m256i level = _mm256_xor_si256(_mm256_load_si256((const __m256i *)levels), middle);
    const __m256i magnitude = _mm256_abs_epi8(level);
    for (int r = 0; r < rows; r++) {
      const __m256i inputs = _mm256_sign_epi8(inputsAt(values + r * stride + at), level);
      sums[r] = _mm256_add_epi32(sums[r], _mm256_madd_epi16(_mm256_maddubs_epi16(magnitude, inputs), ones));
    }
  }
}

AVX2 INLINE void multiplyPart(
    const uint8_t *levels, const int8_t *values, size_t stride, int rows, int bits, __m256i *sums) {
  if (bits == 4) multiplyHalves(levels, values, stride, rows, sums);
  else multiplyBytes(levels, values, stride, rows, sums);
}

#include "multiply256.h"

AVX2 void multiplyAvx2(
    const Weights *weights, const Activations *activations, size_t first, size_t end, uint8_t *buffer,
    float *output) {
  (void)buffer;
  multiplyAll(weights, activations, first, end, output);
}
