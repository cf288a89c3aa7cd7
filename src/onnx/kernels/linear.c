#include "linear.h"
#include "memory.h"
#include "multiply.h"
#include "processor.h"

/** From here on tiles, half empty, are faster than vectors. What speculation checks at once must not have them. */
#define FEWEST_ROWS_FOR_TILES 13
/** Outputs of a task of vectors: whole panels, and so many that a thread seldom asks for the next. */
#define OUTPUTS_OF_TASK 128

static Pool inputBuffers, outputBuffers;

typedef struct {
  const Weights *weights;
  const float *input;
  float *output;
  Activations activations;
  /** One for each SIDE rows, or null without tiles. */
  RowTiles *rows;
} Job;

static size_t groups(size_t count, size_t size) {
  return (count + size - 1) / size;
}

/** Hands out parts of a buffer; without one it counts the bytes. */
static void *part(uint8_t *buffer, size_t *used, size_t bytes) {
  void *start = buffer ? buffer + *used : 0;
  *used += groups(bytes, 64) * 64;
  return start;
}

/** @returns the bytes of everything that depends on the rows. */
static size_t arrangeInputs(Job *job, int tiles, uint8_t *buffer) {
  Activations *activations = &job->activations;
  const size_t values = activations->rows * activations->chunks;
  const size_t sideValues = activations->chunks * SIDE;
  const size_t sides = tiles ? groups(activations->rows, SIDE) : 0;
  size_t used = 0;
  activations->quantized = part(buffer, &used, values * sizeof(Chunk));
  activations->scales = part(buffer, &used, values * sizeof(float));
  RowTiles *rows = part(buffer, &used, sides * sizeof(RowTiles));
  job->rows = tiles ? rows : 0;
  for (size_t side = 0; side < sides; side++) {
    int8_t *bytes = part(buffer, &used, activations->chunks * SIDE_BYTES);
    float *scales = part(buffer, &used, sideValues * sizeof(float));
    int32_t *starts = part(buffer, &used, sideValues * sizeof(int32_t));
    if (buffer) rows[side] = (RowTiles){bytes, scales, starts};
  }
  return used;
}

/** Quantises SIDE rows, and brings them into tiles where there are any. */
static void prepareSide(void *data, size_t side) {
  const Job *job = data;
  const Activations *a = &job->activations;
  for (size_t row = side * SIDE; row < (side + 1) * SIDE && row < a->rows; row++) {
    const float *values = job->input + row * a->chunks * CHUNK;
    quantizeRow(values, a->chunks, a->quantized + row * a->chunks, a->scales + row * a->chunks);
  }
  if (job->rows) tileRows(a, side * SIDE, job->rows + side);
}

static void multiplyVectors(void *data, size_t task) {
  const Job *job = data;
  const size_t first = task * OUTPUTS_OF_TASK;
  const size_t end = first + OUTPUTS_OF_TASK;
  const size_t outputs = job->weights->outputs;
  multiplyAvx512(job->weights, &job->activations, first, end < outputs ? end : outputs, job->output);
}

static void multiplyTiles(void *data, size_t task) {
  const Job *job = data;
  const Weights *weights = job->weights;
  const size_t bytes = weights->inputs / CHUNK * SIDE_BYTES;
  uint8_t *buffer = takeBuffer(&outputBuffers, bytes + weights->inputs / weights->block * SIDE * sizeof(float));
  if (!buffer) {
    // Slower, but without memory.
    const size_t end = (task + 1) * SIDE;
    const size_t outputs = weights->outputs;
    multiplyAvx512(weights, &job->activations, task * SIDE, end < outputs ? end : outputs, job->output);
    return;
  }
  OutputTiles outputs = {buffer, (float *)(buffer + bytes)};
  tileOutputs(weights, task * SIDE, &outputs);
  multiplyAmx(weights, &outputs, task * SIDE, job->rows, job->activations.rows, job->output);
  giveBuffer(&outputBuffers, buffer);
}

int linear(
    const Weights *weights, const float *input, size_t rows, float *output, Parallel parallel, const void *runner) {
  const int tiles = rows >= FEWEST_ROWS_FOR_TILES && supportsAmx();
  Job job = {weights, input, output, {.rows = rows, .chunks = weights->inputs / CHUNK}, 0};
  uint8_t *buffer = takeBuffer(&inputBuffers, arrangeInputs(&job, tiles, 0));
  if (!buffer) return 0;
  arrangeInputs(&job, tiles, buffer);
  if (rows <= SIDE) prepareSide(&job, 0);
  else parallel(runner, prepareSide, groups(rows, SIDE), &job);
  if (tiles) parallel(runner, multiplyTiles, groups(weights->outputs, SIDE), &job);
  else parallel(runner, multiplyVectors, groups(weights->outputs, OUTPUTS_OF_TASK), &job);
  giveBuffer(&inputBuffers, buffer);
  return 1;
}
