#include "tiles.h"
#include "target.h"
#include <string.h>

/** 32-bit words of a tile. */
#define TILE_WORDS (TILE_BYTES / 4)

static void tileChunk(const Chunk *input, int32_t *column, int32_t *start) {
  *start = 0;
  for (int quad = 0; quad < TILE; quad++) {
    *start += input->start[quad];
    memcpy(column + quad * TILE, input->even + quad * 4, 4);
    memcpy(column + 2 * TILE_WORDS + quad * TILE, input->odd + quad * 4, 4);
  }
}

void tileRows(const Activations *activations, size_t first, RowTiles *tiles) {
  static const Chunk zeros;
  const size_t chunks = activations->chunks;
  for (size_t r = 0; r < SIDE; r++) {
    const int exists = first + r < activations->rows;
    const Chunk *inputs = activations->quantized + (first + r) * chunks;
    int32_t *column = (int32_t *)(tiles->tiles + r / TILE * TILE_BYTES) + r % TILE;
    for (size_t chunk = 0; chunk < chunks; chunk++, column += SIDE_BYTES / 4) {
      tileChunk(exists ? inputs + chunk : &zeros, column, tiles->starts + chunk * SIDE + r);
      tiles->scales[chunk * SIDE + r] = exists ? activations->scales[(first + r) * chunks + chunk] : 0;
    }
  }
}

AVX512 void tileOutputs(const Weights *weights, size_t first, OutputTiles *tiles) {
  const size_t chunks = weights->inputs / CHUNK;
  const size_t blocks = weights->inputs / weights->block;
  const __m512i low = _mm512_set1_epi8(15);
  for (size_t o = 0; o < SIDE; o++) {
    const size_t output = first + o < weights->outputs ? first + o : weights->outputs - 1;
    const size_t panel = output / PANEL, place = output % PANEL;
    const uint8_t *bytes = weights->levels + panel * chunks * PANEL_BYTES + place * (CHUNK / 2);
    const float *scales = weights->scales + panel * blocks * PANEL + place;
    uint8_t *row = tiles->tiles + o / TILE * TILE_BYTES + o % TILE * 64;
    for (size_t chunk = 0; chunk < chunks; chunk++, row += SIDE_BYTES) {
      const __m512i packed = _mm512_loadu_si512(bytes + chunk * PANEL_BYTES);
      _mm512_storeu_si512(row, _mm512_and_si512(packed, low));
      _mm512_storeu_si512(row + 2 * TILE_BYTES, _mm512_and_si512(_mm512_srli_epi16(packed, 4), low));
    }
    for (size_t block = 0; block < blocks; block++) {
      tiles->scales[block * SIDE + o] = scales[block * PANEL];
    }
  }
}
