#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Outputs that are computed together, one in each lane of a vector of 512 bits; narrower ones take a panel in parts. */
#define PANEL 16
/** Bytes of a panel's weights for CHUNK inputs. */
#define PANEL_BYTES 1024
/** Bytes of a panel's weights for 8 inputs: of each output 4 bytes, as MatMulNBits has them. */
#define STEP_BYTES 64

/** A linear layer of 4-bit weights, in panels: a thread reads them from front to back. */
typedef struct {
  /** [panels × inputs / 8 × PANEL × 4 bytes of two inputs each, the first in the low half] */
  uint8_t *levels;
  /** [panels × blocks × PANEL] */
  float *scales;
  size_t outputs;
  size_t inputs;
  /** Inputs that share a scale: a multiple of CHUNK. */
  size_t block;
} Weights;

/**
 * Whether a layer of these sizes is one that we compute, the one rule for it: weights of 4 bits in whole blocks of a multiple
 * of CHUNK, and so few that no size overflows.
 */
bool fitsKernels(int64_t bits, int64_t inputs, int64_t outputs, int64_t block);

/**
 * Copies a layer into panels.
 * @param shape its sizes, which fit; the panels are set
 * @param levels [outputs × inputs / 2], as MatMulNBits has them
 * @param scales [outputs × blocks]
 * @returns whether there was memory for it
 */
int packWeights(Weights *shape, const uint8_t *levels, const float *scales);

/** Frees the panels, not the struct itself. */
void freeWeights(Weights *weights);
