#include "weights.h"
#include "activations.h"
#include "memory.h"
#include <math.h>
#include <string.h>

/** Far more than any layer has. */
#define MOST (1 << 28)
/** Binary exponent of the largest scale of an output, as float16: 2^15 is the largest power of two that it has. */
#define LARGEST_EXPONENT 15
/** Smaller ones are those of no model, and their inverse would have no end. */
#define LEAST_EXPONENT -100

bool fitsKernels(int64_t bits, int64_t inputs, int64_t outputs, int64_t block) {
  if ((bits != 4 && bits != 8) || inputs < 1 || inputs > MOST || outputs < 1 || outputs > MOST) return false;
  return block >= LEAST_BLOCK && block % LEAST_BLOCK == 0 && inputs % block == 0;
}

Weights weightsOf(int64_t bits, int64_t inputs, int64_t outputs, int64_t block) {
  size_t chunk = MOST_CHUNK;
  while (block % (int64_t)chunk) chunk /= 2;
  return (Weights){
      .bits = (size_t)bits, .outputs = (size_t)outputs, .inputs = (size_t)inputs, .block = (size_t)block, .chunk = chunk};
}

size_t zeroPointBytes(const Weights *weights) {
  return (blocksOf(weights) * weights->bits + 7) / 8;
}

static size_t levelBytes(const Weights *weights) {
  return panelsOf(weights) * panelBytes(weights);
}

/** Elements of the tensors that have one for a block. */
static size_t blockElements(const Weights *weights) {
  return panelsOf(weights) * blocksOf(weights) * PANEL;
}

static size_t outputElements(const Weights *weights) {
  return panelsOf(weights) * PANEL;
}

static bool allocatePanels(Weights *weights, bool hasZeroPoints) {
  weights->levels = allocateLargePages(levelBytes(weights));
  weights->scales = allocateLargePages(blockElements(weights) * sizeof(uint16_t));
  weights->outputScales = allocateLargePages(outputElements(weights) * sizeof(float));
  if (hasZeroPoints) weights->zeroPoints = allocateLargePages(blockElements(weights));
  return weights->levels && weights->scales && weights->outputScales && (weights->zeroPoints || !hasZeroPoints);
}

/** The exponent of the power of two that an output's scales are divided by. */
static int exponentOf(const float *scales, size_t blocks) {
  float largest = 0;
  for (size_t block = 0; block < blocks; block++) largest = fmaxf(largest, fabsf(scales[block]));
  int exponent = 0;
  if (isfinite(largest)) frexpf(largest, &exponent);
  exponent -= LARGEST_EXPONENT;
  return exponent > LEAST_EXPONENT ? exponent : LEAST_EXPONENT;
}

static uint16_t toHalf(float number) {
  const _Float16 half = (_Float16)number;
  uint16_t bits;
  memcpy(&bits, &half, sizeof bits);
  return bits;
}

static void packOutput(Weights *weights, size_t output, const PlainWeights *plain) {
  const size_t panel = output / PANEL, place = output % PANEL, blocks = blocksOf(weights);
  const size_t bytes = weights->inputs * weights->bits / 8;
  const uint8_t *levels = plain->levels + output * bytes;
  uint8_t *to = weights->levels + panel * panelBytes(weights) + place * 4;
  for (size_t byte = 0; byte < bytes; byte += 4, to += STEP_BYTES) memcpy(to, levels + byte, 4);
  const float *scales = plain->scales + output * blocks;
  const int exponent = exponentOf(scales, blocks);
  const float inverse = ldexpf(1, -exponent);
  weights->outputScales[output] = ldexpf(1, exponent);
  const size_t first = panel * blocks * PANEL + place;
  for (size_t block = 0; block < blocks; block++) {
    weights->scales[first + block * PANEL] = toHalf(scales[block] * inverse);
  }
  if (!plain->zeroPoints) return;
  const uint8_t *zeroPoints = plain->zeroPoints + output * zeroPointBytes(weights);
  for (size_t block = 0; block < blocks; block++) {
    const uint8_t half = zeroPoints[block / 2] >> block % 2 * 4 & 15;
    weights->zeroPoints[first + block * PANEL] = weights->bits == 4 ? half : zeroPoints[block];
  }
}

bool packWeights(Weights *weights, const PlainWeights *plain) {
  if (!allocatePanels(weights, plain->zeroPoints)) {
    freeWeights(weights);
    return false;
  }
  // What the last panel has no outputs for stays zero.
  for (size_t output = 0; output < weights->outputs; output++) packOutput(weights, output, plain);
  return true;
}

void freeWeights(Weights *weights) {
  freeLargePages(weights->levels, levelBytes(weights));
  freeLargePages(weights->scales, blockElements(weights) * sizeof(uint16_t));
  freeLargePages(weights->outputScales, outputElements(weights) * sizeof(float));
  freeLargePages(weights->zeroPoints, blockElements(weights));
}
