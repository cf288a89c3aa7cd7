#include "linear.h"
#include "memory.h"

static Pool inputBuffers, weightBuffers;

typedef struct {
  const Kernels *kernels;
  const Multiply *way;
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
static size_t arrange(Activations *activations, size_t groupsOfStep, uint8_t *buffer) {
  const size_t rowsOfStep = activations->group * groupsOfStep;
  const size_t count = groups(activations->rows, rowsOfStep) * rowsOfStep * activations->chunks;
  size_t used = 0;
  activations->values = part(buffer, &used, count * activations->chunk);
  activations->scales = part(buffer, &used, count * sizeof(float));
  activations->negatedSums = part(buffer, &used, count * sizeof(int32_t));
  return used;
}

static void quantizeGroup(void *data, size_t group) {
  const Job *job = data;
  const Activations *activations = &job->activations;
  const size_t end = (group + 1) * activations->group;
  for (size_t row = group * activations->group; row < end && row < activations->rows; row++) {
    job->kernels->quantizeRow(job->input + row * job->weights->inputs, activations, row);
  }
}

static void multiplyPanels(void *data, size_t task) {
  const Job *job = data;
  const size_t first = task * job->way->panelsOfTask;
  const size_t after = first + job->way->panelsOfTask;
  const size_t panels = panelsOf(job->weights);
  const size_t end = after < panels ? after : panels;
  const bool buffered = job->way->bufferBytes != 0;
  uint8_t *buffer = buffered ? takeBuffer(&weightBuffers, job->way->bufferBytes(job->weights)) : 0;
  // Slower, but without memory.
  const Multiply *way = buffered && !buffer ? &job->kernels->few : job->way;
  way->multiply(job->weights, &job->activations, first, end, buffer, job->output);
  if (buffer) giveBuffer(&weightBuffers, buffer);
}

int linear(
    const Kernels *kernels, const Weights *weights, const float *input, size_t rows, float *output, Parallel parallel,
    const void *runner) {
  const Multiply *way = rows < FEWEST_OF_MANY ? &kernels->few : &kernels->many;
  const size_t group = way->group ? way->group : rows;
  const Activations activations = {
      .rows = rows,
      .chunk = weights->chunk,
      .chunks = weights->inputs / weights->chunk,
      .isPaired = weights->bits == 4,
      .group = group,
  };
  Job job = {kernels, way, weights, input, output, activations};
  uint8_t *buffer = takeBuffer(&inputBuffers, arrange(&job.activations, way->groupsOfStep, 0));
  if (!buffer) return 0;
  arrange(&job.activations, way->groupsOfStep, buffer);
  // One task alone is not worth a thread.
  if (rows > group) parallel(runner, quantizeGroup, groups(rows, group), &job);
  else quantizeGroup(&job, 0);
  parallel(runner, multiplyPanels, groups(panelsOf(weights), way->panelsOfTask), &job);
  giveBuffer(&inputBuffers, buffer);
  return 1;
}
