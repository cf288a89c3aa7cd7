#pragma once
#include "activations.h"
#include "weights.h"

/** Rows of a tile, and its 32-bit columns. */
#define TILE 16
/** Bytes of a tile: 16 rows of 64. */
#define TILE_BYTES 1024
/** Outputs and rows of a step: two tiles of weights, two of inputs, four of sums. */
#define SIDE 32
/** Bytes of a chunk of SIDE outputs or rows: its evens and its odds, two tiles each. */
#define SIDE_BYTES (4 * TILE_BYTES)

/** SIDE rows of activations as the second factor of a tile product. */
typedef struct {
  /** [chunks × 2 halves × 2 tiles × 16 quads of inputs × 16 rows × 4 inputs] */
  int8_t *tiles;
  /** [chunks × SIDE] */
  float *scales;
  /** [chunks × SIDE]: where the sum of products begins. */
  int32_t *starts;
} RowTiles;

/** SIDE outputs of a layer as the first factor. */
typedef struct {
  /** [chunks × 2 halves × 2 tiles × 16 outputs × 64 inputs], a byte each */
  uint8_t *tiles;
  /** [blocks × SIDE] */
  float *scales;
} OutputTiles;

/** Fills `tiles` with the rows from `first` on; rows that there are not become zeros. */
void tileRows(const Activations *activations, size_t first, RowTiles *tiles);

/** Fills `tiles` with the outputs from `first` on; outputs that there are not repeat the last. */
void tileOutputs(const Weights *weights, size_t first, OutputTiles *tiles);
