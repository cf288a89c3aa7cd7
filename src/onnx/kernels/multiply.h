#pragma once
#include "activations.h"
#include "weights.h"

/** Rows of a tile of AMX, and its 32-bit columns: as many as a panel has outputs. */
#define TILE 16
/** Panels, and groups of rows, that a step of AMX multiplies. */
#define SIDE 2

/** Bytes of the buffer that multiplyAmx needs. */
size_t unpackedBytes(const Weights *weights);

/**
 * output[row × weights.outputs + o] = activations · weights, for the panels from `first` to `end`. A row's results are
 * the same to the bit whichever rows are beside it.
 */
void multiplyAvx512(const Weights *weights, const Activations *activations, size_t first, size_t end, float *output);

/** The same for SIDE panels, and activations in groups of TILE rows, an even number of groups. */
void multiplyAmx(
    const Weights *weights, const Activations *activations, size_t first, uint8_t *buffer, float *output);
