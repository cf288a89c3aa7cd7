#pragma once
#include <stddef.h>
#include <stdint.h>

/** Inputs of a layer that are quantised together, and that a step of a kernel multiplies. */
#define CHUNK 128
/** Inputs of a chunk are apart as the halves of a byte of weights: 2i is in the first half, 2i + 1 in the other. */
#define HALF (CHUNK / 2)
/** What weights of 4 bits have been shifted by: their zero point. */
#define ZERO_POINT 8

/** Rows of inputs as 8-bit integers: input = scale × integer. A kernel has the rows of a group side by side. */
typedef struct {
  size_t rows;
  size_t chunks;
  /** Rows of a group; what the last group has no rows for is undefined. */
  size_t group;
  /** [groups × chunks × 2 halves × group × HALF] */
  int8_t *values;
  /** [groups × chunks × group] */
  float *scales;
  /** [groups × chunks × group]: -ZERO_POINT times the sum of the integers, which a sum of products begins with. */
  int32_t *zeroPointSums;
} Activations;

/** Where the values of a row's chunk are: those of the other half are `group` × HALF further on. */
static inline int8_t *valuesAt(const Activations *activations, size_t row, size_t chunk) {
  const size_t group = activations->group;
  return activations->values + ((row / group * activations->chunks + chunk) * 2 * group + row % group) * HALF;
}

/** Where the scale and the zero point sum of a row's chunk are. */
static inline size_t placeOf(const Activations *activations, size_t row, size_t chunk) {
  return (row / activations->group * activations->chunks + chunk) * activations->group + row % activations->group;
}
