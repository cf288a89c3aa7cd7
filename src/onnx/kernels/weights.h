#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Outputs that are computed together, one in each lane of a vector of 512 bits; narrower ones take a panel in parts. */
#define PANEL 16
/** Bytes of a panel's weights that follow one another, 4 of each output: 8 inputs of 4 bits, or 4 of 8. */
#define STEP_BYTES 64
/** What blocks are a multiple of. */
#define LEAST_BLOCK 32

/** A linear layer of 4-bit or 8-bit weights, in panels: a thread reads them from front to back. */
typedef struct {
  size_t bits;
  size_t outputs;
  size_t inputs;
  /** Inputs that share a scale and a zero point. */
  size_t block;
  /** Inputs that are multiplied before a scale is needed: a part of a block. */
  size_t chunk;
  /** [panels × steps × PANEL × 4 bytes]; of two inputs in a byte the first is in the low half. */
  uint8_t *levels;
  /** [panels × blocks × PANEL] float16: a weight is (level - zero point) × scale × outputScale. */
  uint16_t *scales;
  /** [panels × blocks × PANEL]; null where all are 2^(bits - 1). */
  uint8_t *zeroPoints;
  /** [panels × PANEL]: powers of two, by which the scales of an output are put within the range of float16. */
  float *outputScales;
} Weights;

/** What MatMulNBits has. */
typedef struct {
  /** [outputs × inputs × bits / 8] */
  const uint8_t *levels;
  /** [outputs × blocks] */
  const float *scales;
  /** [outputs × zeroPointBytes]; null: none. Of two of 4 bits in a byte the first is in the low half. */
  const uint8_t *zeroPoints;
} PlainWeights;

/**
 * Whether a layer of these sizes is one that we compute, the one rule for it: weights of 4 or 8 bits in whole blocks of a
 * multiple of LEAST_BLOCK, and so few that no size overflows.
 */
bool fitsKernels(int64_t bits, int64_t inputs, int64_t outputs, int64_t block);

/** The sizes of a layer that fits, without its panels. */
Weights weightsOf(int64_t bits, int64_t inputs, int64_t outputs, int64_t block);

/** Bytes of an output's zero points, as MatMulNBits has them. */
size_t zeroPointBytes(const Weights *weights);

/** Sets the panels of `weights`, copied from `plain`. @returns whether there was memory for them */
bool packWeights(Weights *weights, const PlainWeights *plain);

/** Frees the panels, not the struct itself. */
void freeWeights(Weights *weights);

static inline size_t panelsOf(const Weights *weights) {
  return (weights->outputs + PANEL - 1) / PANEL;
}

static inline size_t blocksOf(const Weights *weights) {
  return weights->inputs / weights->block;
}

/** Bytes of a panel's levels. */
static inline size_t panelBytes(const Weights *weights) {
  return weights->inputs * PANEL * weights->bits / 8;
}
