#include "linear.h"
#include "memory.h"
#include "multiply.h"
#include "processor.h"

/** From here on tiles, half empty, are faster than vectors. What speculation checks at once must not have them. */
#define FEWEST_ROWS_FOR_TILES 13
/** Panels of a task of vectors: so many that a thread seldom asks for the next, and few enough for its cache. */
#define PANELS_OF_TASK 8

static Pool inputBuffers, weightBuffers;

typedef struct {
  const Weights *weights;
  const float *input;
  float *output;
  Activations activations;
} Job;

static size_t groups(size_t count, size_t size) {
  return (count + size - 1) / size;
}

/** Hands out a part of a buffer; without one it counts the bytes. */
static void *part(uint8_t *buffer, size_t *used, size_t bytes) {
  void *start = buffer ? buffer + *used : 0;
  *used += groups(bytes, 64) * 64;
  return start;
}

/** @returns the bytes that the activations take. */
static size_t arrange(Activations *activations, uint8_t *buffer) {
  const size_t sides = groups(activations->rows, activations->group * SIDE);
  const size_t rows = activations->group == TILE ? sides * SIDE * TILE : activations->rows;
  const size_t count = rows * activations->chunks;
  size_t used = 0;
  activations->values = part(buffer, &used, count * CHUNK);
  activations->scales = part(buffer, &used, count * sizeof(float));
  activations->starts = part(buffer, &used, count * sizeof(int32_t));
  return used;
}

static void quantizeGroup(void *data, size_t group) {
  const Job *job = data;
  const Activations *activations = &job->activations;
  const size_t end = (group + 1) * activations->group;
  for (size_t row = group * activations->group; row < end && row < activations->rows; row++) {
    quantizeRow(job->input + row * activations->chunks * CHUNK, activations, row);
  }
}

static void multiplyPanels(const Job *job, size_t first, size_t count) {
  const size_t panels = groups(job->weights->outputs, PANEL);
  const size_t end = first + count < panels ? first + count : panels;
  multiplyAvx512(job->weights, &job->activations, first, end, job->output);
}

static void multiplyByVectors(void *data, size_t task) {
  multiplyPanels(data, task * PANELS_OF_TASK, PANELS_OF_TASK);
}

static void multiplyByTiles(void *data, size_t task) {
  const Job *job = data;
  uint8_t *buffer = takeBuffer(&weightBuffers, unpackedBytes(job->weights));
  if (buffer) {
    multiplyAmx(job->weights, &job->activations, task * SIDE, buffer, job->output);
    giveBuffer(&weightBuffers, buffer);
  } else {
    // Slower, but without memory.
    multiplyPanels(job, task * SIDE, SIDE);
  }
}

int linear(
    const Weights *weights, const float *input, size_t rows, float *output, Parallel parallel, const void *runner) {
  const int many = rows >= FEWEST_ROWS_FOR_TILES;
  Job job = {weights, input, output, {.rows = rows, .chunks = weights->inputs / CHUNK, .group = many ? TILE : rows}};
  uint8_t *buffer = takeBuffer(&inputBuffers, arrange(&job.activations, 0));
  if (!buffer) return 0;
  arrange(&job.activations, buffer);
  if (many) parallel(runner, quantizeGroup, groups(rows, TILE), &job);
  else quantizeGroup(&job, 0);
  const size_t panels = groups(weights->outputs, PANEL);
  if (many && supportsAmx()) parallel(runner, multiplyByTiles, groups(panels, SIDE), &job);
  else parallel(runner, multiplyByVectors, groups(panels, PANELS_OF_TASK), &job);
  giveBuffer(&inputBuffers, buffer);
  return 1;
}
