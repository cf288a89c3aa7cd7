#pragma once
#include "activations.h"
#include "weights.h"
#include <stdbool.h>

/** A way to multiply: how many rows it takes side by side, and how many panels make up a task. */
typedef struct {
  /** Rows of a group; 0: all that there are. */
  size_t group;
  /** Groups that it reads at a time: what there is no row for is undefined. */
  size_t groupsOfStep;
  size_t panelsOfTask;
  /** Bytes of the buffer that a task needs; null: none. */
  size_t (*bufferBytes)(const Weights *weights);
  /** output[row × weights.outputs + o] = activations · weights, for the panels from `first` to `end`. */
  void (*multiply)(
      const Weights *weights, const Activations *activations, size_t first, size_t end, uint8_t *buffer,
      float *output);
} Multiply;

/** What computes on processors of one kind: an entry of the table of their architecture. A row is an input vector here. */
typedef struct {
  /** As TELECHAT_KERNELS has it. */
  const char *name;
  /** Of the instructions, for reports. */
  const char *instructions;
  /** Whether this processor and its system run the functions below. */
  bool (*isSupported)(void);
  /** Quantises one row, `input`, to its place. */
  void (*quantizeRow)(const float *input, const Activations *activations, size_t row);
  /**
   * For few rows, and for groups of any size where there is no buffer. A row's results are the same to the bit whichever
   * rows are beside it.
   */
  Multiply few;
  /** For FEWEST_OF_MANY rows and more. */
  Multiply many;
} Kernels;

/** From so many rows on the way for many is taken. What speculation checks at once must have fewer (WIDEST_PASS). */
#define FEWEST_OF_MANY 13

/** Those of the architecture that the library is built for, the fastest first; null at the end. */
extern const Kernels *const architectureKernels[];
