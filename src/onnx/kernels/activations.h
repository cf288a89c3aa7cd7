#pragma once
#include <stddef.h>
#include <stdint.h>

/** Inputs that one step of a kernel multiplies: 64 bytes of 4-bit weights. */
#define CHUNK 128
/** 32-bit lanes of a vector. */
#define LANES 16
/** What weights of 4 bits have been shifted by: their zero point. */
#define ZERO_POINT 8

/**
 * CHUNK inputs of one row as 8-bit integers, apart as the halves of a byte of weights are: input 2i is its low half,
 * input 2i + 1 its high half.
 */
typedef struct {
  int8_t even[CHUNK / 2];
  int8_t odd[CHUNK / 2];
  /** -ZERO_POINT times the sum of what a lane multiplies: where its sum of products begins. */
  int32_t start[LANES];
} Chunk;

/** Rows of activations, quantised: value = scale × integer, one scale a chunk. */
typedef struct {
  size_t rows;
  size_t chunks;
  /** [rows × chunks] */
  Chunk *quantized;
  /** [rows × chunks] */
  float *scales;
} Activations;

/** Quantises one row of `chunks` × CHUNK numbers. */
void quantizeRow(const float *row, size_t chunks, Chunk *quantized, float *scales);
