#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Most inputs of a chunk: a sum of so many 8-bit integers has 16 bits. */
#define MOST_CHUNK 128
/** Largest magnitude of a chunk that is taken for zeros: its inverse would have no end. */
#define NEGLIGIBLE 1e-30f

/** Rows of inputs as 8-bit integers: input = scale × integer. A kernel has the rows of a group side by side. */
typedef struct {
  size_t rows;
  /** Inputs that are quantised together, and that a step of a kernel multiplies: as many as of the weights. */
  size_t chunk;
  size_t chunks;
  /** Whether of 8 inputs the even ones come first, as the halves of a byte have them; else they are in order. */
  bool isPaired;
  /** Rows of a group; what the last group has no rows for is undefined. */
  size_t group;
  /** [groups × chunks × group × chunk] */
  int8_t *values;
  /** [groups × chunks × group] */
  float *scales;
  /** [groups × chunks × group]: the sum of the integers, negated, in 16 bits; what a zero point is multiplied by. */
  int32_t *negatedSums;
} Activations;

/** Where the scale and the sum of a row's chunk are. */
static inline size_t placeOf(const Activations *activations, size_t row, size_t chunk) {
  return (row / activations->group * activations->chunks + chunk) * activations->group + row % activations->group;
}

/** Where the values of a row's chunk are; those of the next row of the group follow. */
static inline int8_t *valuesAt(const Activations *activations, size_t row, size_t chunk) {
  return activations->values + placeOf(activations, row, chunk) * activations->chunk;
}
