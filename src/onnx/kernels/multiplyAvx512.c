#include "multiply.h"
#include "target.h"

/** Rows that a step keeps in registers. */
#define ROWS 4
/** How far ahead weights are fetched, in bytes: from memory, and then to the nearest cache. */
#define FAR 4096
#define NEAR 512

/** One panel of outputs, and as many rows from `row` on, a constant where it is inlined. */
AVX512 INLINE void multiplyPanel(
    const Weights *weights, const Activations *activations, size_t panel, size_t row, int rows, float *output) {
  const size_t chunks = activations->chunks;
  const size_t perBlock = weights->block / CHUNK;
  const uint8_t *bytes = weights->levels + panel * chunks * PANEL_BYTES;
  const float *scales = weights->scales + panel * (chunks / perBlock) * PANEL;
  const __m512i low = _mm512_set1_epi8(15);
  __m512 sums[PANEL][ROWS];
  for (int o = 0; o < PANEL; o++) {
    for (int r = 0; r < rows; r++) sums[o][r] = _mm512_setzero_ps();
  }
  for (size_t chunk = 0, within = 0; chunk < chunks; chunk++) {
    const Chunk *inputs = activations->quantized + row * chunks + chunk;
    const float *inputScales = activations->scales + row * chunks + chunk;
    _mm_prefetch((const char *)scales + NEAR, _MM_HINT_T0);
    for (int o = 0; o < PANEL; o++, bytes += CHUNK / 2) {
      _mm_prefetch((const char *)bytes + FAR, _MM_HINT_T1);
      _mm_prefetch((const char *)bytes + NEAR, _MM_HINT_T0);
      const __m512i packed = _mm512_loadu_si512(bytes);
      const __m512i evens = _mm512_and_si512(packed, low);
      const __m512i odds = _mm512_and_si512(_mm512_srli_epi16(packed, 4), low);
      const __m512 scale = _mm512_set1_ps(scales[o]);
      for (int r = 0; r < rows; r++) {
        const Chunk *input = inputs + r * chunks;
        __m512i sum = _mm512_dpbusd_epi32(_mm512_loadu_si512(input->start), evens, _mm512_loadu_si512(input->even));
        sum = _mm512_dpbusd_epi32(sum, odds, _mm512_loadu_si512(input->odd));
        const __m512 factor = _mm512_mul_ps(scale, _mm512_set1_ps(inputScales[r * chunks]));
        sums[o][r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), factor, sums[o][r]);
      }
    }
    if (++within == perBlock) scales += PANEL, within = 0;
  }
  const size_t first = panel * PANEL;
  for (int o = 0; o < PANEL && first + o < weights->outputs; o++) {
    for (int r = 0; r < rows; r++) {
      output[(row + r) * weights->outputs + first + o] = _mm512_reduce_add_ps(sums[o][r]);
    }
  }
}

AVX512 void multiplyAvx512(
    const Weights *weights, const Activations *activations, size_t first, size_t end, float *output) {
  for (size_t panel = first / PANEL; panel * PANEL < end; panel++) {
    size_t row = 0;
    for (; row + ROWS <= activations->rows; row += ROWS) {
      multiplyPanel(weights, activations, panel, row, ROWS, output);
    }
    for (; row < activations->rows; row++) multiplyPanel(weights, activations, panel, row, 1, output);
  }
}
