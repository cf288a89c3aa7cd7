#include "multiply.h"
#include "target.h"
#include <string.h>

#define TILE_WORDS (TILE_BYTES / 4)

/** Layout of palette 1 (Intel's Instruction Set Reference, LDTILECFG). */
typedef struct {
  uint8_t palette;
  uint8_t startRow;
  uint8_t reserved[14];
  uint16_t columnBytes[16];
  uint8_t rows[16];
} TileConfig;

AMX static void configureTiles(void) {
  TileConfig config = {.palette = 1};
  for (int tile = 0; tile < 8; tile++) {
    config.columnBytes[tile] = 64;
    config.rows[tile] = TILE;
  }
  _tile_loadconfig(&config);
}

/** The products of one chunk, summed: [2 tiles of outputs × 2 tiles of rows × 16 outputs × 16 rows]. */
AMX INLINE void multiplyChunk(const uint8_t *weights, const int8_t *inputs, int32_t *sums) {
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  for (int half = 0; half < 2; half++, weights += 2 * TILE_BYTES, inputs += 2 * TILE_BYTES) {
    _tile_loadd(4, weights, 64);
    _tile_loadd(5, weights + TILE_BYTES, 64);
    _tile_loadd(6, inputs, 64);
    _tile_loadd(7, inputs + TILE_BYTES, 64);
    _tile_dpbusd(0, 4, 6);
    _tile_dpbusd(1, 4, 7);
    _tile_dpbusd(2, 5, 6);
    _tile_dpbusd(3, 5, 7);
  }
  _tile_stored(0, sums, 64);
  _tile_stored(1, sums + TILE_WORDS, 64);
  _tile_stored(2, sums + 2 * TILE_WORDS, 64);
  _tile_stored(3, sums + 3 * TILE_WORDS, 64);
}

/** Scales the sums of one chunk and adds them to `totals` [SIDE outputs × SIDE rows]. */
AMX INLINE void addChunk(
    const int32_t *sums, const float *outputScales, const float *rowScales, const int32_t *starts, float *totals) {
  for (int half = 0; half < 2; half++) {
    const __m512 rows = _mm512_loadu_ps(rowScales + half * TILE);
    const __m512i start = _mm512_loadu_si512(starts + half * TILE);
    for (int o = 0; o < SIDE; o++) {
      const int32_t *place = sums + (o / TILE * 2 + half) * TILE_WORDS + o % TILE * TILE;
      const __m512 sum = _mm512_cvtepi32_ps(_mm512_add_epi32(start, _mm512_load_si512(place)));
      float *total = totals + o * SIDE + half * TILE;
      const __m512 factor = _mm512_mul_ps(rows, _mm512_set1_ps(outputScales[o]));
      _mm512_store_ps(total, _mm512_fmadd_ps(sum, factor, _mm512_load_ps(total)));
    }
  }
}

AMX static void multiplySide(const Weights *weights, const OutputTiles *outputs, const RowTiles *rows, float *totals) {
  int32_t sums[4 * TILE_WORDS] __attribute__((aligned(64)));
  const size_t perBlock = weights->block / CHUNK;
  memset(totals, 0, SIDE * SIDE * sizeof(float));
  for (size_t chunk = 0; chunk < weights->inputs / CHUNK; chunk++) {
    multiplyChunk(outputs->tiles + chunk * SIDE_BYTES, rows->tiles + chunk * SIDE_BYTES, sums);
    const float *outputScales = outputs->scales + chunk / perBlock * SIDE;
    addChunk(sums, outputScales, rows->scales + chunk * SIDE, rows->starts + chunk * SIDE, totals);
  }
}

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

AMX void multiplyAmx(
    const Weights *weights, const OutputTiles *outputs, size_t first, const RowTiles *rows, size_t rowCount,
    float *output) {
  float totals[SIDE * SIDE] __attribute__((aligned(64)));
  const size_t outputCount = least(SIDE, weights->outputs - first);
  configureTiles();
  for (size_t row = 0; row < rowCount; row += SIDE, rows++) {
    multiplySide(weights, outputs, rows, totals);
    for (size_t r = 0; r < least(SIDE, rowCount - row); r++) {
      float *line = output + (row + r) * weights->outputs + first;
      for (size_t o = 0; o < outputCount; o++) line[o] = totals[o * SIDE + r];
    }
  }
  _tile_release();
}
