#include "weights.h"
#include "activations.h"
#include "memory.h"
#include <string.h>

/** Far more than any layer has. */
#define MOST (1 << 28)

bool fitsKernels(int64_t bits, int64_t inputs, int64_t outputs, int64_t block) {
  if (bits != 4 || inputs < 1 || inputs > MOST || outputs < 1 || outputs > MOST) return false;
  return block >= CHUNK && block % CHUNK == 0 && inputs % block == 0;
}

static size_t panelsOf(const Weights *weights) {
  return (weights->outputs + PANEL - 1) / PANEL;
}

static size_t levelBytes(const Weights *weights) {
  return panelsOf(weights) * (weights->inputs / CHUNK) * PANEL_BYTES;
}

static size_t scaleBytes(const Weights *weights) {
  return panelsOf(weights) * (weights->inputs / weights->block) * PANEL * sizeof(float);
}

int packWeights(Weights *shape, const uint8_t *levels, const float *scales) {
  const size_t chunks = shape->inputs / CHUNK;
  const size_t blocks = shape->inputs / shape->block;
  shape->levels = allocateLargePages(levelBytes(shape));
  shape->scales = allocateLargePages(scaleBytes(shape));
  if (!shape->levels || !shape->scales) {
    freeWeights(shape);
    return 0;
  }
  // What the last panel has no outputs for stays zero.
  for (size_t output = 0; output < shape->outputs; output++) {
    const size_t panel = output / PANEL, place = output % PANEL;
    uint8_t *to = shape->levels + panel * chunks * PANEL_BYTES + place * 4;
    for (size_t byte = 0; byte < shape->inputs / 2; byte += 4, to += STEP_BYTES) memcpy(to, levels + byte, 4);
    levels += shape->inputs / 2;
    float *scale = shape->scales + panel * blocks * PANEL + place;
    for (size_t block = 0; block < blocks; block++, scale += PANEL) *scale = *scales++;
  }
  return 1;
}

void freeWeights(Weights *weights) {
  freeLargePages(weights->levels, levelBytes(weights));
  freeLargePages(weights->scales, scaleBytes(weights));
}
