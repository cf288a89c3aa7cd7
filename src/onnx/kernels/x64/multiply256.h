#pragma once
#include "multiply.h"
#include "target.h"

/**
 * Multiplication by vectors of 256 bits, eight outputs each: half a panel. Who includes this has defined TARGET, the
 * instructions that it may use, and
 * - int shiftOf(int bits): what its dot products have taken off the levels;
 * - void multiplyPart(levels, values, stride, rows, bits, sums): adds the products of LEAST_BLOCK inputs of the rows, which
 *   lie `stride` bytes apart, to a sum of each row. The levels of a step lie STEP_BYTES apart.
 */

#define HALF_PANEL 8
#define MOST_ROWS 4

/** Zero points of a block, as 16-bit integers with zeros between them. */
TARGET INLINE __m256i zeroPointsAt(const uint8_t *zeroPoints, int bits) {
  const __m256i plain = zeroPoints ? _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)zeroPoints))
                                   : _mm256_set1_epi32(1 << (bits - 1));
  const __m256i shifted = _mm256_sub_epi32(plain, _mm256_set1_epi32(shiftOf(bits)));
  return _mm256_and_si256(shifted, _mm256_set1_epi32(0xffff));
}

/** Half a panel, from the output `first` on, and rows of one group from `row` on; `rows` and `bits` are constants where it is inlined. */
TARGET INLINE void multiplyHalf(
    const Weights *weights, const Activations *activations, size_t first, size_t row, int rows, int bits,
    float *output) {
  const size_t chunk = activations->chunk, perBlock = weights->block / chunk;
  const size_t panel = first / PANEL, place = first % PANEL;
  const size_t firstBlock = panel * blocksOf(weights) * PANEL + place;
  const uint8_t *levels = weights->levels + panel * panelBytes(weights) + place * 4;
  const uint16_t *scales = weights->scales + firstBlock;
  const uint8_t *zeroPoints = weights->zeroPoints ? weights->zeroPoints + firstBlock : 0;
  __m256 totals[MOST_ROWS];
  for (int r = 0; r < rows; r++) totals[r] = _mm256_setzero_ps();
  for (size_t at = 0, within = 0; at < activations->chunks; at++) {
    const int8_t *values = valuesAt(activations, row, at);
    const size_t input = placeOf(activations, row, at);
    const __m256i zeroPoint = zeroPointsAt(zeroPoints, bits);
    __m256i sums[MOST_ROWS];
    for (int r = 0; r < rows; r++) {
      sums[r] = _mm256_madd_epi16(zeroPoint, _mm256_set1_epi32(activations->negatedSums[input + r]));
    }
    for (size_t part = 0; part < chunk; part += LEAST_BLOCK) {
      multiplyPart(levels, values + part, chunk, rows, bits, sums);
      levels += LEAST_BLOCK * PANEL * bits / 8;
    }
    const __m256 blockScales = _mm256_cvtph_ps(_mm_load_si128((const __m128i *)scales));
    for (int r = 0; r < rows; r++) {
      const __m256 factor = _mm256_mul_ps(blockScales, _mm256_set1_ps(activations->scales[input + r]));
      totals[r] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sums[r]), factor, totals[r]);
    }
    if (++within < perBlock) continue;
    within = 0;
    scales += PANEL;
    if (zeroPoints) zeroPoints += PANEL;
  }
  const __m256i left = _mm256_set1_epi32((int)(weights->outputs - first));
  const __m256i mask = _mm256_cmpgt_epi32(left, _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  const __m256 outputScales = _mm256_load_ps(weights->outputScales + first);
  for (int r = 0; r < rows; r++) {
    float *to = output + (row + r) * weights->outputs + first;
    _mm256_maskstore_ps(to, mask, _mm256_mul_ps(totals[r], outputScales));
  }
}

/** Up to MOST_ROWS rows, and every panel. */
TARGET INLINE void multiplyRows(
    const Weights *weights, const Activations *activations, size_t first, size_t end, size_t row, int rows, int bits,
    float *output) {
  const size_t outputs = end * PANEL < weights->outputs ? end * PANEL : weights->outputs;
  for (size_t half = first * PANEL; half < outputs; half += HALF_PANEL) {
    switch (rows) {
      case 4: multiplyHalf(weights, activations, half, row, 4, bits, output); break;
      case 3: multiplyHalf(weights, activations, half, row, 3, bits, output); break;
      case 2: multiplyHalf(weights, activations, half, row, 2, bits, output); break;
      default: multiplyHalf(weights, activations, half, row, 1, bits, output);
    }
  }
}

/** See Multiply: groups of any size, and no buffer. */
TARGET INLINE void multiplyAll(
    const Weights *weights, const Activations *activations, size_t first, size_t end, float *output) {
  for (size_t row = 0; row < activations->rows;) {
    const size_t group = (row / activations->group + 1) * activations->group;
    const size_t left = (group < activations->rows ? group : activations->rows) - row;
    const int rows = left < MOST_ROWS ? (int)left : MOST_ROWS;
    if (weights->bits == 4) multiplyRows(weights, activations, first, end, row, rows, 4, output);
    else multiplyRows(weights, activations, first, end, row, rows, 8, output);
    row += rows;
  }
}
