#include "multiply.h"
#include "target.h"
#include <string.h>

/** 32-bit words of a tile of sums. */
#define TILE_WORDS (TILE * PANEL)
/** Most inputs that a tile has: bytes of its rows. */
#define MOST_DEPTH 64

/** Layout of palette 1 (Intel's Instruction Set Reference, LDTILECFG). */
typedef struct {
  uint8_t palette;
  uint8_t startRow;
  uint8_t reserved[14];
  uint16_t columnBytes[16];
  uint8_t rows[16];
} TileConfig;

/** Inputs that the tiles multiply at a time: a chunk, or a part of it. */
static size_t depthOf(const Weights *weights) {
  return weights->chunk < MOST_DEPTH ? weights->chunk : MOST_DEPTH;
}

/** Tiles 0 to 3 are sums, 4 and 5 rows of inputs, 6 and 7 weights, which have four inputs of every output in a row. */
AMX static void configureTiles(size_t depth) {
  TileConfig config = {.palette = 1};
  for (int tile = 0; tile < 8; tile++) {
    config.columnBytes[tile] = tile == 4 || tile == 5 ? (uint16_t)depth : 64;
    config.rows[tile] = tile >= 6 ? (uint8_t)(depth / 4) : TILE;
  }
  _tile_loadconfig(&config);
}

size_t unpackedBytes(const Weights *weights) {
  return weights->inputs * PANEL * TILES_PER_SIDE;
}

/** A byte for each weight, of two a nibble each: the first four inputs of a step before the others. */
AVX512 INLINE void unpackHalves(const uint8_t *levels, size_t bytes, uint8_t *unpacked) {
  const __m512i low = _mm512_set1_epi8(15);
  for (size_t at = 0; at < bytes; at += STEP_BYTES, unpacked += 2 * STEP_BYTES) {
    const __m512i packed = _mm512_load_si512(levels + at);
    _mm512_store_si512(unpacked, _mm512_and_si512(packed, low));
    _mm512_store_si512(unpacked + STEP_BYTES, _mm512_and_si512(_mm512_srli_epi16(packed, 4), low));
  }
}

/** A byte for each weight: [chunks × TILES_PER_SIDE panels × chunk × PANEL]; a panel that there is not repeats the first. */
AVX512 static void unpackPanels(const Weights *weights, size_t first, uint8_t *unpacked) {
  const size_t chunkBytes = weights->chunk * PANEL, levelBytes = chunkBytes * weights->bits / 8;
  for (size_t side = 0; side < TILES_PER_SIDE; side++) {
    const size_t panel = first + side < panelsOf(weights) ? first + side : first;
    const uint8_t *levels = weights->levels + panel * panelBytes(weights);
    uint8_t *to = unpacked + side * chunkBytes;
    for (size_t at = 0; at < weights->inputs; at += weights->chunk, to += TILES_PER_SIDE * chunkBytes) {
      if (weights->bits == 4) unpackHalves(levels, levelBytes, to);
      else memcpy(to, levels, levelBytes);
      levels += levelBytes;
    }
  }
}

/** The products of one chunk, summed: [TILES_PER_SIDE groups × TILES_PER_SIDE panels × TILE rows × PANEL outputs]. */
AMX INLINE void multiplyChunk(
    const int8_t *upper, const int8_t *lower, const uint8_t *weights, size_t chunk, size_t depth, int32_t *sums) {
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  for (size_t at = 0; at < chunk; at += depth) {
    _tile_loadd(4, upper + at, chunk);
    _tile_loadd(5, lower + at, chunk);
    _tile_loadd(6, weights + at * PANEL, STEP_BYTES);
    _tile_loadd(7, weights + (chunk + at) * PANEL, STEP_BYTES);
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

/** Of a chunk, what its outputs of one panel are scaled by, and what is zero. */
typedef struct {
  __m512 scales;
  __m512i zeroPoints;
} BlockFactors;

AVX512 INLINE BlockFactors factorsAt(const Weights *weights, size_t panel, size_t chunk) {
  const size_t block = chunk * weights->chunk / weights->block;
  const size_t place = (panel * blocksOf(weights) + block) * PANEL;
  const __m512 scales = _mm512_cvtph_ps(_mm256_load_si256((const __m256i *)(weights->scales + place)));
  if (!weights->zeroPoints) return (BlockFactors){scales, _mm512_set1_epi32(1 << (weights->bits - 1))};
  const __m128i bytes = _mm_load_si128((const __m128i *)(weights->zeroPoints + place));
  return (BlockFactors){scales, _mm512_cvtepu8_epi32(bytes)};
}

/** Scales the sums of one chunk's tile and adds them to its `totals`. */
AMX INLINE void addTile(
    const int32_t *sums, const Activations *activations, size_t place, BlockFactors factors, float *totals) {
  for (int r = 0; r < TILE; r++, sums += PANEL, totals += PANEL) {
    const __m512i negatedSum = _mm512_set1_epi32(activations->negatedSums[place + r]);
    const __m512i sum = _mm512_dpwssd_epi32(_mm512_load_si512(sums), factors.zeroPoints, negatedSum);
    const __m512 factor = _mm512_mul_ps(factors.scales, _mm512_set1_ps(activations->scales[place + r]));
    _mm512_store_ps(totals, _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), factor, _mm512_load_ps(totals)));
  }
}

/** Groups of rows from `row` on: totals [TILES_PER_SIDE groups × TILES_PER_SIDE panels × TILE rows × PANEL outputs]. */
AMX static void multiplyGroups(
    const Weights *weights, const Activations *activations, size_t row, const size_t panels[TILES_PER_SIDE],
    const uint8_t *unpacked, float *totals) {
  int32_t sums[TILES_PER_SIDE * TILES_PER_SIDE * TILE_WORDS] __attribute__((aligned(64)));
  const size_t chunk = weights->chunk, depth = depthOf(weights);
  memset(totals, 0, sizeof sums);
  for (size_t at = 0; at < activations->chunks; at++, unpacked += TILES_PER_SIDE * chunk * PANEL) {
    const int8_t *upper = valuesAt(activations, row, at);
    multiplyChunk(upper, valuesAt(activations, row + TILE, at), unpacked, chunk, depth, sums);
    for (size_t side = 0; side < TILES_PER_SIDE; side++) {
      const BlockFactors factors = factorsAt(weights, panels[side], at);
      for (size_t group = 0; group < TILES_PER_SIDE; group++) {
        const size_t tile = (group * TILES_PER_SIDE + side) * TILE_WORDS;
        addTile(sums + tile, activations, placeOf(activations, row + group * TILE, at), factors, totals + tile);
      }
    }
  }
}

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

/** Scales and copies what is rows and outputs of a tile. */
AVX512 static void storeTile(
    const Weights *weights, const Activations *activations, size_t panel, size_t row, const float *totals,
    float *output) {
  if (row >= activations->rows || panel >= panelsOf(weights)) return;
  const size_t outputs = least(PANEL, weights->outputs - panel * PANEL);
  const __m512 scales = _mm512_load_ps(weights->outputScales + panel * PANEL);
  for (size_t r = 0; r < least(TILE, activations->rows - row); r++) {
    float *line = output + (row + r) * weights->outputs + panel * PANEL;
    const __mmask16 mask = (__mmask16)((1u << outputs) - 1);
    _mm512_mask_storeu_ps(line, mask, _mm512_mul_ps(_mm512_load_ps(totals + r * PANEL), scales));
  }
}

AMX void multiplyAmx(
    const Weights *weights, const Activations *activations, size_t first, size_t end, uint8_t *buffer,
    float *output) {
  (void)end;
  float totals[TILES_PER_SIDE * TILES_PER_SIDE * TILE_WORDS] __attribute__((aligned(64)));
  const size_t panels[TILES_PER_SIDE] = {first, first + 1 < panelsOf(weights) ? first + 1 : first};
  unpackPanels(weights, first, buffer);
  configureTiles(depthOf(weights));
  for (size_t row = 0; row < activations->rows; row += TILES_PER_SIDE * TILE) {
    multiplyGroups(weights, activations, row, panels, buffer, totals);
    for (size_t tile = 0; tile < TILES_PER_SIDE * TILES_PER_SIDE; tile++) {
      const size_t from = row + tile / TILES_PER_SIDE * TILE;
      storeTile(weights, activations, first + tile % TILES_PER_SIDE, from, totals + tile * TILE_WORDS, output);
    }
  }
  _tile_release();
}
