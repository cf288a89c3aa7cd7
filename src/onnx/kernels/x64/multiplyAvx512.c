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

/** One panel and the rows from `row` on, whose number is a constant where it is inlined; all are of one group. */
AVX512 INLINE void multiplyPanel(
    const Weights *weights, const Activations *activations, size_t panel, size_t row, int rows, float *output) {
  const size_t chunks = activations->chunks;
  const size_t perBlock = weights->block / CHUNK;
  const size_t half = activations->group * HALF;
  const uint8_t *bytes = weights->levels + panel * chunks * PANEL_BYTES;
  const float *scales = weights->scales + panel * (chunks / perBlock) * PANEL;
  const __m512i low = _mm512_set1_epi8(15);
  __m512 totals[8];
  for (int r = 0; r < rows; r++) totals[r] = _mm512_setzero_ps();
  for (size_t chunk = 0, within = 0; chunk < chunks; chunk++) {
    const int8_t *values = valuesAt(activations, row, chunk);
    const size_t place = placeOf(activations, row, chunk);
    // Two sums a row, so that fewer products wait for one another.
    __m512i evens[8], odds[8];
    for (int r = 0; r < rows; r++) {
      evens[r] = _mm512_set1_epi32(activations->zeroPointSums[place + r]);
      odds[r] = _mm512_setzero_si512();
    }
    _mm_prefetch((const char *)scales + NEAR, _MM_HINT_T0);
    for (int at = 0; at < HALF; at += 4, bytes += STEP_BYTES) {
      _mm_prefetch((const char *)bytes + FAR, _MM_HINT_T1);
      _mm_prefetch((const char *)bytes + NEAR, _MM_HINT_T0);
      const __m512i packed = _mm512_load_si512(bytes);
      const __m512i lows = _mm512_and_si512(packed, low);
      const __m512i highs = _mm512_and_si512(_mm512_srli_epi16(packed, 4), low);
      for (int r = 0; r < rows; r++) {
        evens[r] = _mm512_dpbusd_epi32(evens[r], lows, inputsAt(values + r * HALF + at));
        odds[r] = _mm512_dpbusd_epi32(odds[r], highs, inputsAt(values + half + r * HALF + at));
      }
    }
    const __m512 outputScales = _mm512_loadu_ps(scales);
    for (int r = 0; r < rows; r++) {
      const __m512 factor = _mm512_mul_ps(outputScales, _mm512_set1_ps(activations->scales[place + r]));
      totals[r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(_mm512_add_epi32(evens[r], odds[r])), factor, totals[r]);
    }
    if (++within == perBlock) scales += PANEL, within = 0;
  }
  const uint16_t mask = outputMask(weights, panel);
  for (int r = 0; r < rows; r++) {
    _mm512_mask_storeu_ps(output + (row + r) * weights->outputs + panel * PANEL, mask, totals[r]);
  }
}

/** Up to 8 rows, and every panel. */
AVX512 static void multiplyRows(
    const Weights *weights, const Activations *activations, size_t first, size_t end, size_t row, int rows,
    float *output) {
  for (size_t panel = first; panel < end; panel++) {
    switch (rows) {
      case 8: multiplyPanel(weights, activations, panel, row, 8, output); break;
      case 4: multiplyPanel(weights, activations, panel, row, 4, output); break;
      case 2: multiplyPanel(weights, activations, panel, row, 2, output); break;
      default: multiplyPanel(weights, activations, panel, row, 1, output);
    }
  }
}

/** How many rows to take next, of those that are left of a group. */
static int nextRows(size_t left) {
  if (left >= 8) return 8;
  if (left >= 4) return 4;
  return left >= 2 ? 2 : 1;
}

void multiplyAvx512(
    const Weights *weights, const Activations *activations, size_t first, size_t end, uint8_t *buffer,
    float *output) {
  (void)buffer;
  // The inputs of a few rows stay in the nearest cache, the weights from `first` to `end` in the next.
  for (size_t row = 0; row < activations->rows;) {
    const size_t group = (row / activations->group + 1) * activations->group;
    const int rows = nextRows((group < activations->rows ? group : activations->rows) - row);
    multiplyRows(weights, activations, first, end, row, rows, output);
    row += rows;
  }
}
