#include "multiply.h"
#include "target.h"

/** How far ahead weights are fetched, in bytes: from memory, and then to the nearest cache. */
#define FAR 4096
#define NEAR 512

/** Which lanes of a panel are outputs. */
static inline uint16_t outputMask(const Weights *weights, size_t panel) {
  const size_t outputs = weights->outputs - panel * PANEL;
  return outputs >= PANEL ? 0xffff : (uint16_t)((1u << outputs) - 1);
}

/** Four inputs of a row, for every lane. */
AVX512 INLINE __m512i inputsAt(const int8_t *values) {
  int32_t four;
  __builtin_memcpy(&four, values, 4);
  return _mm512_set1_epi32(four);
}

/** LEAST_BLOCK inputs of the rows, which lie `stride` bytes apart. Two sums a row: fewer products wait for one another. */
AVX512 INLINE void multiplyPart(
    const uint8_t *levels, const int8_t *values, size_t stride, int rows, int bits, __m512i *evens, __m512i *odds) {
  const __m512i low = _mm512_set1_epi8(15);
  const int steps = LEAST_BLOCK * PANEL * bits / 8 / STEP_BYTES;
  for (int step = 0; step < steps; step++, levels += STEP_BYTES) {
    _mm_prefetch((const char *)levels + FAR, _MM_HINT_T1);
    _mm_prefetch((const char *)levels + NEAR, _MM_HINT_T0);
    const __m512i bytes = _mm512_load_si512(levels);
    if (bits == 4) {
      const __m512i lows = _mm512_and_si512(bytes, low);
      const __m512i highs = _mm512_and_si512(_mm512_srli_epi16(bytes, 4), low);
      for (int r = 0; r < rows; r++) {
        evens[r] = _mm512_dpbusd_epi32(evens[r], lows, inputsAt(values + r * stride + step * 8));
        odds[r] = _mm512_dpbusd_epi32(odds[r], highs, inputsAt(values + r * stride + step * 8 + 4));
      }
    } else {
      __m512i *sums = step % 2 ? odds : evens;
      for (int r = 0; r < rows; r++) {
        sums[r] = _mm512_dpbusd_epi32(sums[r], bytes, inputsAt(values + r * stride + step * 4));
      }
    }
  }
}

/** One panel and the rows from `row` on; their number and that of the bits are constants where it is inlined. */
AVX512 INLINE void multiplyPanel(
    const Weights *weights, const Activations *activations, size_t panel, size_t row, int rows, int bits,
    float *output) {
  const size_t chunk = activations->chunk, perBlock = weights->block / chunk;
  const size_t firstBlock = panel * blocksOf(weights) * PANEL;
  const uint8_t *levels = weights->levels + panel * panelBytes(weights);
  const uint16_t *scales = weights->scales + firstBlock;
  const uint8_t *zeroPoints = weights->zeroPoints ? weights->zeroPoints + firstBlock : 0;
  __m512i zeroPoint = _mm512_set1_epi32(1 << (bits - 1));
  __m512 totals[8];
  for (int r = 0; r < rows; r++) totals[r] = _mm512_setzero_ps();
  for (size_t at = 0, within = 0; at < activations->chunks; at++) {
    const int8_t *values = valuesAt(activations, row, at);
    const size_t place = placeOf(activations, row, at);
    if (zeroPoints) zeroPoint = _mm512_cvtepu8_epi32(_mm_load_si128((const __m128i *)zeroPoints));
    __m512i evens[8], odds[8];
    for (int r = 0; r < rows; r++) {
      const __m512i negatedSum = _mm512_set1_epi32(activations->negatedSums[place + r]);
      evens[r] = _mm512_dpwssd_epi32(_mm512_setzero_si512(), zeroPoint, negatedSum);
      odds[r] = _mm512_setzero_si512();
    }
    for (size_t part = 0; part < chunk; part += LEAST_BLOCK) {
      multiplyPart(levels, values + part, chunk, rows, bits, evens, odds);
      levels += LEAST_BLOCK * PANEL * bits / 8;
    }
    const __m512 blockScales = _mm512_cvtph_ps(_mm256_load_si256((const __m256i *)scales));
    for (int r = 0; r < rows; r++) {
      const __m512 factor = _mm512_mul_ps(blockScales, _mm512_set1_ps(activations->scales[place + r]));
      totals[r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(_mm512_add_epi32(evens[r], odds[r])), factor, totals[r]);
    }
    if (++within < perBlock) continue;
    within = 0;
    scales += PANEL;
    if (zeroPoints) zeroPoints += PANEL;
  }
  const uint16_t mask = outputMask(weights, panel);
  const __m512 outputScales = _mm512_load_ps(weights->outputScales + panel * PANEL);
  for (int r = 0; r < rows; r++) {
    float *to = output + (row + r) * weights->outputs + panel * PANEL;
    _mm512_mask_storeu_ps(to, mask, _mm512_mul_ps(totals[r], outputScales));
  }
}

/** Up to 8 rows, and every panel. */
AVX512 INLINE void multiplyRows(
    const Weights *weights, const Activations *activations, size_t first, size_t end, size_t row, int rows, int bits,
    float *output) {
  for (size_t panel = first; panel < end; panel++) {
    switch (rows) {
      case 8: multiplyPanel(weights, activations, panel, row, 8, bits, output); break;
      case 4: multiplyPanel(weights, activations, panel, row, 4, bits, output); break;
      case 2: multiplyPanel(weights, activations, panel, row, 2, bits, output); break;
      default: multiplyPanel(weights, activations, panel, row, 1, bits, output);
    }
  }
}

/** How many rows to take next, of those that are left of a group. */
static int nextRows(size_t left) {
  if (left >= 8) return 8;
  if (left >= 4) return 4;
  return left >= 2 ? 2 : 1;
}

AVX512 void multiplyAvx512(
    const Weights *weights, const Activations *activations, size_t first, size_t end, uint8_t *buffer,
    float *output) {
  (void)buffer;
  // The inputs of a few rows stay in the nearest cache, the weights from `first` to `end` in the next.
  for (size_t row = 0; row < activations->rows;) {
    const size_t group = (row / activations->group + 1) * activations->group;
    const int rows = nextRows((group < activations->rows ? group : activations->rows) - row);
    if (weights->bits == 4) multiplyRows(weights, activations, first, end, row, rows, 4, output);
    else multiplyRows(weights, activations, first, end, row, rows, 8, output);
    row += rows;
  }
}
