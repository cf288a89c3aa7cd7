#pragma once
#include "kernels.h"

/** Calls `task(data, index)` for 0 … count - 1, on several threads; `runner` is what the caller has for that. */
typedef void (*Parallel)(const void *runner, void (*task)(void *data, size_t index), size_t count, void *data);

/**
 * output [rows × outputs] = input [rows × inputs] · weights, the inputs quantised to 8 bits by chunks.
 * @returns whether there was memory for it
 */
int linear(
    const Kernels *kernels, const Weights *weights, const float *input, size_t rows, float *output, Parallel parallel,
    const void *runner);
