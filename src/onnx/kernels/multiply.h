#pragma once
#include "activations.h"
#include "tiles.h"
#include "weights.h"

/**
 * output[row × weights.outputs + o] = activations · weights, for the outputs from `first`, where a panel begins, to
 * `end`. A row's results are the same to the bit whichever rows are beside it.
 */
void multiplyAvx512(const Weights *weights, const Activations *activations, size_t first, size_t end, float *output);

/** The same for many rows and the SIDE outputs at `first`; `rows` holds as many RowTiles as the rows fill. */
void multiplyAmx(
    const Weights *weights, const OutputTiles *outputs, size_t first, const RowTiles *rows, size_t rowCount,
    float *output);
