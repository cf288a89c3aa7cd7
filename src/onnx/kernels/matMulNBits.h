#pragma once
#include "kernels.h"
#include "ort.h"

/** ONNX Runtime's MatMulNBits for weights of 4 bits, as a custom operator. */
typedef struct {
  /** First: what ONNX Runtime knows the operator by. */
  CustomOp op;
  const Kernels *kernels;
} Operator;

void describeOperator(Operator *operator, const Kernels *kernels);
