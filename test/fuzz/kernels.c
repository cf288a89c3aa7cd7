// Calls the operator of src/onnx/kernels as ONNX Runtime would, with tensors and attributes that may contradict one another.
// What it computes is the reference's to the bit. Whatever is read or written past the end of a tensor ends in a signal, as does what is undefined: see kernelsFuzz.test.ts.
#include "../../src/onnx/kernels/matMulNBits.h"
#include "reference.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE 4096
/** Of a tensor; a larger one cannot be there. */
#define MOST_BYTES (1 << 22)

const char *telechatKernelsName(size_t place);
const CustomOp *telechatKernelsOperator(size_t place);

static uint64_t state;

/** A whole number below `end` (xorshift64*: Vigna, An experimental exploration of Marsaglia's xorshift generators). */
static uint64_t below(uint64_t end) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return (state * 0x2545F4914F6CDD1Dull >> 11) % end;
}

struct Value {
  int type;
  int64_t sizes[12];
  size_t dimensions;
  uint8_t *data;
  /** Where the memory begins, and its bytes with the page that cannot be touched. */
  uint8_t *pages;
  size_t pageBytes;
  int isConstant;
};

struct KernelInfo {
  int64_t inputs, outputs, block, bits;
  Value weights[4];
};

struct KernelContext {
  Value input, output;
  /** As the node names it; null: it names none. */
  const Value *zeroPoints;
};

/** -1 where the sizes are none of a tensor that fits. */
static int64_t elementsOf(const Value *value) {
  int64_t elements = 1;
  for (size_t i = 0; i < value->dimensions; i++) {
    if (value->sizes[i] < 0 || value->sizes[i] > MOST_BYTES) return -1;
    elements *= value->sizes[i];
    if (elements > MOST_BYTES) return -1;
  }
  return elements;
}

static size_t bytesOf(const Value *value) {
  const int64_t elements = elementsOf(value);
  return elements < 0 ? 0 : (size_t)elements * (value->type == FLOAT ? sizeof(float) : 1);
}

/** The last byte lies before a page that cannot be touched. */
static void allocateTensor(Value *value) {
  const size_t bytes = bytesOf(value);
  const size_t usable = (bytes + PAGE - 1) / PAGE * PAGE;
  value->pageBytes = usable + PAGE;
  value->pages = mmap(0, value->pageBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (value->pages == MAP_FAILED) abort();
  mprotect(value->pages + usable, PAGE, PROT_NONE);
  value->data = value->pages + usable - bytes;
  for (size_t i = 0; i < bytes && value->type != FLOAT; i++) value->data[i] = (uint8_t)below(256);
  // Of some tensors the numbers are of every size.
  const int64_t spread = below(4) ? 1 : 1 + (int64_t)below(30);
  for (size_t i = 0; i + 4 <= bytes && value->type == FLOAT; i += 4) {
    const float number = ((float)below(1000) / 500 - 1) * powf(10, (float)below(spread) - (float)(spread / 2));
    memcpy(value->data + i, &number, 4);
  }
}

static void freeTensor(Value *value) {
  if (value->pages) munmap(value->pages, value->pageBytes);
  value->pages = 0;
}

static Status *makeStatus(int code, const char *message) {
  (void)code;
  return (Status *)message;
}

static Status *getData(const Value *value, const void **data) {
  *data = value->data;
  return 0;
}

static Status *getType(const ShapeInfo *info, int *type) {
  *type = ((const Value *)info)->type;
  return 0;
}

static Status *getDimensionCount(const ShapeInfo *info, size_t *count) {
  *count = ((const Value *)info)->dimensions;
  return 0;
}

static Status *getDimensions(const ShapeInfo *info, int64_t *sizes, size_t count) {
  memcpy(sizes, ((const Value *)info)->sizes, count * sizeof(int64_t));
  return 0;
}

static Status *getShape(const Value *value, ShapeInfo **info) {
  *info = (ShapeInfo *)value;
  return 0;
}

static void releaseShape(ShapeInfo *info) {
  (void)info;
}

static Status *getAttribute(const KernelInfo *info, const char *name, int64_t *value) {
  if (!strcmp(name, "K")) *value = info->inputs;
  else if (!strcmp(name, "N")) *value = info->outputs;
  else if (!strcmp(name, "bits")) *value = info->bits;
  else *value = info->block;
  return 0;
}

static Status *getConstant(const KernelInfo *info, size_t index, int *isConstant, const Value **value) {
  *isConstant = info->weights[index].isConstant;
  *value = *isConstant ? &info->weights[index] : 0;
  return 0;
}

static Status *getInput(const KernelContext *context, size_t index, const Value **value) {
  *value = index == 0 ? &context->input : context->zeroPoints;
  return 0;
}

static Status *getInputCount(const KernelContext *context, size_t *count) {
  *count = context->zeroPoints ? 4 : 3;
  return 0;
}

static Status *getOutput(
    KernelContext *context, size_t index, const int64_t *sizes, size_t count, Value **value) {
  (void)index;
  Value *output = &context->output;
  *output = (Value){.type = FLOAT, .dimensions = count};
  memcpy(output->sizes, sizes, count * sizeof(int64_t));
  allocateTensor(output);
  *value = output;
  return 0;
}

static Status *runTasks(
    const KernelContext *context, void (*task)(void *, size_t), size_t count, size_t batches, void *data) {
  (void)context, (void)batches;
  for (size_t index = 0; index < count; index++) task(data, index);
  return 0;
}

/** By the positions of ort.h. */
static const void *const api[] = {
    [0] = makeStatus,    [51] = getData,      [60] = getType,   [61] = getDimensionCount,
    [62] = getDimensions, [65] = getShape,    [86] = getAttribute, [88] = getInputCount,
    [90] = getInput,     [91] = getOutput,    [99] = releaseShape, [249] = getConstant,
    [274] = runTasks,
};

static int64_t odd(void) {
  static const int64_t values[] = {0, 1, -1, -128, 2, 4, 8, 16, 31, 127, 129, 255, 1 << 20, 1 << 28, INT32_MAX, INT64_MAX, INT64_MIN};
  return values[below(sizeof values / sizeof *values)];
}

/** Spoils something, or nothing. */
static void spoil(KernelInfo *info, Value *input) {
  int64_t *const attributes[] = {&info->inputs, &info->outputs, &info->block, &info->bits};
  Value *tensors[] = {&info->weights[1], &info->weights[2], &info->weights[3], input};
  Value *tensor = tensors[below(4)];
  switch (below(6)) {
    case 0: *attributes[below(4)] = odd(); break;
    case 1: *attributes[below(3)] += (int64_t)below(3) * 32 - 32; break;
    case 2: tensor->sizes[below(tensor->dimensions)] = odd(); break;
    case 3: tensor->dimensions = below(12); break;
    case 4: tensor->type = below(2) ? FLOAT : UINT8; break;
    default: tensor->isConstant = below(4) != 0;
  }
}

/** @param levels as they were: a kernel gives back the memory of those that fill pages */
static void check(const KernelInfo *info, const uint8_t *levels, const KernelContext *context) {
  const Weights sizes = weightsOf(info->bits, info->inputs, info->outputs, info->block);
  const Value *const weights = info->weights, *const output = &context->output;
  const uint8_t *zeroPoints = weights[3].isConstant ? weights[3].data : 0;
  const PlainWeights plain = {levels, (const float *)weights[2].data, zeroPoints};
  const int64_t rows = elementsOf(&context->input) / info->inputs;
  const size_t count = (size_t)(rows * info->outputs);
  if (elementsOf(output) != (int64_t)count) abort();
  float *expected = malloc(count * sizeof(float) + 1);
  referenceLinear(&sizes, &plain, (const float *)context->input.data, (size_t)rows, expected);
  for (size_t i = 0; i < count; i++) {
    float number;
    memcpy(&number, output->data + i * sizeof number, sizeof number);
    // What overflows may do so otherwise.
    if (isfinite(expected[i]) && memcmp(&number, &expected[i], sizeof number)) {
      const long long bits = info->bits, block = info->block, inputs = info->inputs, outputs = info->outputs;
      fprintf(stderr, "%lld bits, blocks of %lld, %lld inputs, %lld outputs, ", bits, block, inputs, outputs);
      fprintf(stderr, "element %zu: %a, not %a\n", i, number, expected[i]);
      abort();
    }
  }
  free(expected);
}

/** The weights of a node without contradictions. */
static KernelInfo someWeights(void) {
  const int64_t bits = below(2) ? 4 : 8, block = 32 * (int64_t)(1 + below(12)), blocks = (int64_t)(1 + below(5));
  const int64_t outputs = (int64_t)(1 + below(70));
  KernelInfo info = {blocks * block, outputs, block, bits, {{0}}};
  info.weights[1] = (Value){UINT8, {outputs, blocks, block * bits / 8}, 3, 0, 0, 0, 1};
  info.weights[2] = (Value){FLOAT, {outputs, blocks}, 2, 0, 0, 0, 1};
  info.weights[3] = (Value){UINT8, {outputs, (blocks * bits + 7) / 8}, 2, 0, 0, 0, (int)below(2)};
  return info;
}

/** @returns whether it was computed rather than refused. */
static int once(const CustomOp *op) {
  KernelInfo info = someWeights();
  KernelContext context = {{FLOAT, {1, (int64_t)below(40), info.inputs}, 3, 0, 0, 0, 0}, {0}, 0};
  if (below(4)) spoil(&info, &context.input);
  Value *zeroPoints = &info.weights[3];
  // Those of a node that are no constants are computed.
  if (zeroPoints->isConstant || below(16) == 0) context.zeroPoints = zeroPoints;
  Value *tensors[] = {&info.weights[1], &info.weights[2], zeroPoints, &context.input};
  for (size_t i = 0; i < 4; i++) allocateTensor(tensors[i]);
  const size_t levelBytes = bytesOf(&info.weights[1]);
  uint8_t *levels = malloc(levelBytes + 1);
  memcpy(levels, info.weights[1].data, levelBytes);
  void *kernel = 0;
  int isComputed = 0;
  if (!op->createKernelV2(op, api, &info, &kernel)) {
    // A tensor too large for this machine is not there to be computed.
    if (elementsOf(&context.input) >= 0 || context.input.sizes[context.input.dimensions - 1] != info.inputs) {
      isComputed = !op->computeV2(kernel, &context);
    }
    op->destroy(kernel);
  }
  if (isComputed && context.zeroPoints && !zeroPoints->isConstant) abort();
  if (isComputed) check(&info, levels, &context);
  free(levels);
  for (size_t i = 0; i < 4; i++) freeTensor(tensors[i]);
  freeTensor(&context.output);
  return isComputed;
}

/** kernels <rounds> <seed>: for each of the kernels that this processor runs. */
int main(int count, char **arguments) {
  const long rounds = count > 1 ? atol(arguments[1]) : 1000;
  for (size_t place = 0; telechatKernelsName(place); place++) {
    state = count > 2 ? strtoull(arguments[2], 0, 10) : 1;
    long computed = 0;
    for (long round = 0; round < rounds; round++) computed += once(telechatKernelsOperator(place));
    printf("%s: %ld computed, %ld refused\n", telechatKernelsName(place), computed, rounds - computed);
  }
  return 0;
}
