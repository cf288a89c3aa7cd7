#include "reference.h"
#include "../../src/onnx/kernels/activations.h"
#include <math.h>

/** Rounds a chunk of inputs to 8 bits. @returns its scale */
static float quantize(const float *input, size_t chunk, int *integers) {
  float magnitude = 0;
  for (size_t i = 0; i < chunk; i++) magnitude = fmaxf(magnitude, fabsf(input[i]));
  const float inverse = magnitude > NEGLIGIBLE ? 127.0f / magnitude : 0.0f;
  for (size_t i = 0; i < chunk; i++) integers[i] = (int)lrintf(input[i] * inverse);
  return magnitude / 127.0f;
}

/** One of the numbers of 4 or 8 bits that follow one another from `from` on. */
static int numberAt(const uint8_t *from, size_t index, size_t bits) {
  return bits == 8 ? from[index] : from[index / 2] >> index % 2 * 4 & 15;
}

/** The power of two that the largest of an output's scales exceeds by 2^15 at most. */
static float outputScale(const float *scales, size_t blocks) {
  float largest = 0;
  for (size_t block = 0; block < blocks; block++) largest = fmaxf(largest, fabsf(scales[block]));
  int exponent = 0;
  frexpf(largest, &exponent);
  return ldexpf(1, exponent - 15 > -100 ? exponent - 15 : -100);
}

static float product(const Weights *sizes, const PlainWeights *plain, const float *input, size_t output) {
  const size_t blocks = blocksOf(sizes), perBlock = sizes->block / sizes->chunk;
  const uint8_t *levels = plain->levels + output * (sizes->inputs * sizes->bits / 8);
  const uint8_t *zeroPoints = plain->zeroPoints ? plain->zeroPoints + output * zeroPointBytes(sizes) : 0;
  const float *scales = plain->scales + output * blocks;
  const float common = outputScale(scales, blocks);
  float total = 0;
  for (size_t at = 0; at < sizes->inputs / sizes->chunk; at++) {
    int integers[MOST_CHUNK], sum = 0;
    const float inputScale = quantize(input + at * sizes->chunk, sizes->chunk, integers);
    const size_t block = at / perBlock;
    const int zeroPoint = zeroPoints ? numberAt(zeroPoints, block, sizes->bits) : 1 << (sizes->bits - 1);
    for (size_t i = 0; i < sizes->chunk; i++) {
      sum += (numberAt(levels, at * sizes->chunk + i, sizes->bits) - zeroPoint) * integers[i];
    }
    const float factor = (float)(_Float16)(scales[block] / common) * inputScale;
    total = fmaf((float)sum, factor, total);
  }
  return total * common;
}

void referenceLinear(const Weights *sizes, const PlainWeights *plain, const float *input, size_t rows, float *output) {
  for (size_t row = 0; row < rows; row++) {
    for (size_t o = 0; o < sizes->outputs; o++) {
      output[row * sizes->outputs + o] = product(sizes, plain, input + row * sizes->inputs, o);
    }
  }
}
