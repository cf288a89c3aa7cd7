#include "multiply.h"
#include "target.h"
#include <string.h>

/** Bytes of a tile: 16 rows of 64. */
#define TILE_BYTES 1024
/** 32-bit words of a tile. */
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

size_t unpackedBytes(const Weights *weights) {
  return weights->inputs / CHUNK * TILES_PER_SIDE * 2 * TILE_BYTES;
}

static size_t panelsOf(const Weights *weights) {
  return (weights->outputs + PANEL - 1) / PANEL;
}

/**
 * A byte for each weight: [chunks × TILES_PER_SIDE panels × 2 halves × tile]; a panel that there is not repeats the first.
 */
AVX512 static void unpackPanels(const Weights *weights, size_t first, uint8_t *unpacked) {
  const size_t chunks = weights->inputs / CHUNK;
  const __m512i low = _mm512_set1_epi8(15);
  for (size_t side = 0; side < TILES_PER_SIDE; side++) {
    const size_t panel = first + side < panelsOf(weights) ? first + side : first;
    const uint8_t *bytes = weights->levels + panel * chunks * PANEL_BYTES;
    uint8_t *tile = unpacked + side * 2 * TILE_BYTES;
    for (size_t chunk = 0; chunk < chunks; chunk++, tile += TILES_PER_SIDE * 2 * TILE_BYTES) {
      for (int at = 0; at < TILE_BYTES; at += STEP_BYTES, bytes += STEP_BYTES) {
        const __m512i packed = _mm512_load_si512(bytes);
        _mm512_store_si512(tile + at, _mm512_and_si512(packed, low));
        _mm512_store_si512(tile + TILE_BYTES + at, _mm512_and_si512(_mm512_srli_epi16(packed, 4), low));
      }
    }
  }
}

/** The products of one chunk, summed: [TILES_PER_SIDE groups × TILES_PER_SIDE panels × TILE rows × PANEL outputs]. */
AMX INLINE void multiplyChunk(const int8_t *upper, const int8_t *lower, const uint8_t *weights, int32_t *sums) {
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  for (int half = 0; half < 2; half++) {
    _tile_loadd(4, upper + half * TILE_BYTES, 64);
    _tile_loadd(5, lower + half * TILE_BYTES, 64);
    _tile_loadd(6, weights + half * TILE_BYTES, 64);
    _tile_loadd(7, weights + (2 + half) * TILE_BYTES, 64);
    _tile_dpbsud(0, 4, 6);
    _tile_dpbsud(1, 4, 7);
    _tile_dpbsud(2, 5, 6);
    _tile_dpbsud(3, 5, 7);
  }
  _tile_stored(0, sums, 64);
  _tile_stored(1, sums + TILE_WORDS, 64);
  _tile_stored(2, sums + 2 * TILE_WORDS, 64);
  _tile_stored(3, sums + 3 * TILE_WORDS, 64);
}

/** Scales the sums of one chunk's tile and adds them to its `totals`. */
AMX INLINE void addTile(
    const int32_t *sums, const float *rowScales, const int32_t *zeroPointSums, __m512 outputScales, float *totals) {
  for (int r = 0; r < TILE; r++, sums += PANEL, totals += PANEL) {
    const __m512i sum = _mm512_add_epi32(_mm512_set1_epi32(zeroPointSums[r]), _mm512_load_si512(sums));
    const __m512 factor = _mm512_mul_ps(outputScales, _mm512_set1_ps(rowScales[r]));
    _mm512_store_ps(totals, _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), factor, _mm512_load_ps(totals)));
  }
}

/** Groups of rows from `row` on: totals [TILES_PER_SIDE groups × TILES_PER_SIDE panels × TILE rows × PANEL outputs]. */
AMX static void multiplyGroups(
    const Weights *weights, const Activations *activations, size_t row, const float *const scales[TILES_PER_SIDE],
    const uint8_t *unpacked, float *totals) {
  int32_t sums[TILES_PER_SIDE * TILES_PER_SIDE * TILE_WORDS] __attribute__((aligned(64)));
  const size_t perBlock = weights->block / CHUNK;
  memset(totals, 0, sizeof sums);
  for (size_t chunk = 0; chunk < activations->chunks; chunk++, unpacked += TILES_PER_SIDE * 2 * TILE_BYTES) {
    const int8_t *upper = valuesAt(activations, row, chunk);
    multiplyChunk(upper, valuesAt(activations, row + TILE, chunk), unpacked, sums);
    for (size_t tile = 0; tile < TILES_PER_SIDE * TILES_PER_SIDE; tile++) {
      const size_t place = placeOf(activations, row + tile / TILES_PER_SIDE * TILE, chunk);
      const __m512 outputScales = _mm512_loadu_ps(scales[tile % TILES_PER_SIDE] + chunk / perBlock * PANEL);
      const int32_t *zeroPointSums = activations->zeroPointSums + place;
      const float *rowScales = activations->scales + place;
      addTile(sums + tile * TILE_WORDS, rowScales, zeroPointSums, outputScales, totals + tile * TILE_WORDS);
    }
  }
}

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

/** Copies what is rows and outputs of a tile. */
static void storeTile(
    const Weights *weights, const Activations *activations, size_t panel, size_t row, const float *totals,
    float *output) {
  if (row >= activations->rows || panel >= panelsOf(weights)) return;
  const size_t outputs = least(PANEL, weights->outputs - panel * PANEL);
  for (size_t r = 0; r < least(TILE, activations->rows - row); r++) {
    float *line = output + (row + r) * weights->outputs + panel * PANEL;
    memcpy(line, totals + r * PANEL, outputs * sizeof(float));
  }
}

AMX void multiplyAmx(
    const Weights *weights, const Activations *activations, size_t first, size_t end, uint8_t *buffer,
    float *output) {
  (void)end;
  float totals[TILES_PER_SIDE * TILES_PER_SIDE * TILE_WORDS] __attribute__((aligned(64)));
  const size_t blocks = weights->inputs / weights->block;
  const size_t second = first + 1 < panelsOf(weights) ? first + 1 : first;
  const float *const scales[TILES_PER_SIDE] = {
      weights->scales + first * blocks * PANEL, weights->scales + second * blocks * PANEL};
  unpackPanels(weights, first, buffer);
  configureTiles();
  for (size_t row = 0; row < activations->rows; row += TILES_PER_SIDE * TILE) {
    multiplyGroups(weights, activations, row, scales, buffer, totals);
    for (size_t tile = 0; tile < TILES_PER_SIDE * TILES_PER_SIDE; tile++) {
      const size_t from = row + tile / TILES_PER_SIDE * TILE;
      storeTile(weights, activations, first + tile % TILES_PER_SIDE, from, totals + tile * TILE_WORDS, output);
    }
  }
  _tile_release();
}
