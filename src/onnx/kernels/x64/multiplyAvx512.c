#include "multiply.h"
#include "target.h"

/** How far ahead weights are fetched, in bytes: from memory, and then to the nearest cache. */
#define FAR 4096
#define NEAR 512
/** Panels and rows that are multiplied at a time: as many as there are registers for their sums and totals. */
#define MOST_PANELS 2
#define MOST_ROWS AVX512_ROWS

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

/** LEAST_BLOCK inputs of the rows, which lie `stride` bytes apart, and panels, whose levels lie `apart` bytes apart. */
AVX512 INLINE void multiplyPart(
    const uint8_t *levels, size_t apart, const int8_t *values, size_t stride, int panels, int rows, int bits,
    __m512i sums[MOST_PANELS][MOST_ROWS]) {
  const __m512i low = _mm512_set1_epi8(15);
  const int inputs = STEP_BYTES * 8 / bits / PANEL;
  for (int at = 0; at < LEAST_BLOCK; at += inputs, levels += STEP_BYTES) {
    __m512i first[MOST_PANELS], second[MOST_PANELS];
    for (int p = 0; p < panels; p++) {
      const uint8_t *from = levels + p * apart;
      _mm_prefetch((const char *)from + FAR, _MM_HINT_T1);
      _mm_prefetch((const char *)from + NEAR, _MM_HINT_T0);
      const __m512i bytes = _mm512_load_si512(from);
      first[p] = bits == 4 ? _mm512_and_si512(bytes, low) : bytes;
      second[p] = _mm512_and_si512(_mm512_srli_epi16(bytes, 4), low);
    }
    for (int r = 0; r < rows; r++) {
      const __m512i input = inputsAt(values + r * stride + at);
      for (int p = 0; p < panels; p++) sums[p][r] = _mm512_dpbusd_epi32(sums[p][r], first[p], input);
    }
    for (int r = 0; r < rows && bits == 4; r++) {
      const __m512i input = inputsAt(values + r * stride + at + 4);
      for (int p = 0; p < panels; p++) sums[p][r] = _mm512_dpbusd_epi32(sums[p][r], second[p], input);
    }
  }
}

/** Zero points of a panel's block. */
AVX512 INLINE __m512i zeroPointsAt(const uint8_t *zeroPoints, int bits) {
  if (!zeroPoints) return _mm512_set1_epi32(1 << (bits - 1));
  return _mm512_cvtepu8_epi32(_mm_load_si128((const __m128i *)zeroPoints));
}

/** Panels from `panel` on and rows of one group from `row` on; how many, and of how many bits, is constant where it is inlined. */
AVX512 INLINE void multiplyTile(
    const Weights *weights, const Activations *activations, size_t panel, size_t row, int panels, int rows, int bits,
    float *output) {
  const size_t chunk = activations->chunk, perBlock = weights->block / chunk;
  const size_t blockElements = blocksOf(weights) * PANEL, apart = panelBytes(weights);
  const uint8_t *levels = weights->levels + panel * apart;
  const uint16_t *scales = weights->scales + panel * blockElements;
  const uint8_t *zeroPoints = weights->zeroPoints ? weights->zeroPoints + panel * blockElements : 0;
  __m512 totals[MOST_PANELS][MOST_ROWS];
  for (int p = 0; p < panels; p++) {
    for (int r = 0; r < rows; r++) totals[p][r] = _mm512_setzero_ps();
  }
  for (size_t at = 0, within = 0; at < activations->chunks; at++) {
    const int8_t *values = valuesAt(activations, row, at);
    const size_t place = placeOf(activations, row, at);
    __m512i sums[MOST_PANELS][MOST_ROWS];
    for (int p = 0; p < panels; p++) {
      const __m512i zeroPoint = zeroPointsAt(zeroPoints ? zeroPoints + p * blockElements : 0, bits);
      for (int r = 0; r < rows; r++) {
        const __m512i negatedSum = _mm512_set1_epi32(activations->negatedSums[place + r]);
        sums[p][r] = _mm512_dpwssd_epi32(_mm512_setzero_si512(), zeroPoint, negatedSum);
      }
    }
    for (size_t part = 0; part < chunk; part += LEAST_BLOCK) {
      multiplyPart(levels, apart, values + part, chunk, panels, rows, bits, sums);
      levels += LEAST_BLOCK * PANEL * bits / 8;
    }
    for (int p = 0; p < panels; p++) {
      _mm_prefetch((const char *)(scales + p * blockElements) + NEAR, _MM_HINT_T0);
      const __m512 blockScales = _mm512_cvtph_ps(_mm256_load_si256((const __m256i *)(scales + p * blockElements)));
      for (int r = 0; r < rows; r++) {
        const __m512 factor = _mm512_mul_ps(blockScales, _mm512_set1_ps(activations->scales[place + r]));
        totals[p][r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums[p][r]), factor, totals[p][r]);
      }
    }
    if (++within < perBlock) continue;
    within = 0;
    scales += PANEL;
    if (zeroPoints) zeroPoints += PANEL;
  }
  for (int p = 0; p < panels; p++) {
    const uint16_t mask = outputMask(weights, panel + p);
    const __m512 outputScales = _mm512_load_ps(weights->outputScales + (panel + p) * PANEL);
    for (int r = 0; r < rows; r++) {
      float *to = output + (row + r) * weights->outputs + (panel + p) * PANEL;
      _mm512_mask_storeu_ps(to, mask, _mm512_mul_ps(totals[p][r], outputScales));
    }
  }
}

AVX512 INLINE void multiplyPanels(
    const Weights *weights, const Activations *activations, size_t panel, size_t row, int panels, int rows, int bits,
    float *output) {
  switch (rows) {
    case 6: multiplyTile(weights, activations, panel, row, panels, 6, bits, output); break;
    case 5: multiplyTile(weights, activations, panel, row, panels, 5, bits, output); break;
    case 4: multiplyTile(weights, activations, panel, row, panels, 4, bits, output); break;
    case 3: multiplyTile(weights, activations, panel, row, panels, 3, bits, output); break;
    case 2: multiplyTile(weights, activations, panel, row, panels, 2, bits, output); break;
    default: multiplyTile(weights, activations, panel, row, panels, 1, bits, output);
  }
}

/** Up to MOST_ROWS rows, and every panel. */
AVX512 INLINE void multiplyRows(
    const Weights *weights, const Activations *activations, size_t first, size_t end, size_t row, int rows, int bits,
    float *output) {
  size_t panel = first;
  // For one row weights come from memory, which is fastest read in order.
  for (; rows > 1 && panel + MOST_PANELS <= end; panel += MOST_PANELS) {
    multiplyPanels(weights, activations, panel, row, MOST_PANELS, rows, bits, output);
  }
  for (; panel < end; panel++) multiplyPanels(weights, activations, panel, row, 1, rows, bits, output);
}

AVX512 void multiplyAvx512(
    const Weights *weights, const Activations *activations, size_t first, size_t end, uint8_t *buffer,
    float *output) {
  (void)buffer;
  // The inputs of a few rows stay in the nearest cache, the weights from `first` to `end` in the next.
  for (size_t row = 0; row < activations->rows;) {
    const size_t group = (row / activations->group + 1) * activations->group;
    const size_t left = (group < activations->rows ? group : activations->rows) - row;
    const int rows = left < MOST_ROWS ? (int)left : MOST_ROWS;
    if (weights->bits == 4) multiplyRows(weights, activations, first, end, row, rows, 4, output);
    else multiplyRows(weights, activations, first, end, row, rows, 8, output);
    row += rows;
  }
}
