#pragma once
#include "kernels.h"
#include "ort.h"

/** ONNX Runtime's MatMulNBits for weights of 4 and 8 bits, as a custom operator. */
typedef struct {
  /** First: what ONNX Runtime knows the operator by. */
  CustomOp op;
  const Kernels *kernels;
} Operator;

/** Fills in the table that ONNX Runtime asks of the operator; `operator` must outlive every session that uses it. */
void describeOperator(Operator *operator, const Kernels *kernels);
