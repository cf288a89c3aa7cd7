#pragma once
#include <stddef.h>
#include <stdint.h>

/** Outputs whose weights lie side by side, and are computed together. */
#define PANEL 4
/** Bytes of a panel's weights for CHUNK inputs, the outputs one after the other. */
#define PANEL_BYTES 256

/** A linear layer of 4-bit weights, in panels: a thread reads them from front to back. */
typedef struct {
  /** [panels × inputs / CHUNK × PANEL × CHUNK / 2] */
  uint8_t *levels;
  /** [panels × blocks × PANEL] */
  float *scales;
  size_t outputs;
  size_t inputs;
  /** Inputs that share a scale: a multiple of CHUNK. */
  size_t block;
} Weights;

/**
 * Copies a layer into panels.
 * @param shape its sizes; the panels are set
 * @param levels [outputs × inputs / 2], as MatMulNBits has them
 * @param scales [outputs × blocks]
 * @returns whether there was memory for it
 */
int packWeights(Weights *shape, const uint8_t *levels, const float *scales);

void freeWeights(Weights *weights);
