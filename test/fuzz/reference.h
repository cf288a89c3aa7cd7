#pragma once
#include "../../src/onnx/kernels/weights.h"

/**
 * What src/onnx/kernels computes, written plainly: every kernel gives the same to the bit.
 * @param sizes of the layer, without panels
 * @param output [rows × outputs]
 */
void referenceLinear(const Weights *sizes, const PlainWeights *plain, const float *input, size_t rows, float *output);
