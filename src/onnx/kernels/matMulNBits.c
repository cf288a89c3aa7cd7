#include "linear.h"
#include "activations.h"
#include "memory.h"
#include "ort.h"
#include "processor.h"
#include <stdlib.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

/** Most dimensions of an input that anyone has. */
#define MOST_DIMENSIONS 8
/** Passes a status on as the caller's own. */
#define TRY(call)                \
  do {                           \
    Status *failure = (call);    \
    if (failure) return failure; \
  } while (0)

typedef struct {
  Api *api;
  Weights weights;
} Kernel;

static Status *readAttributes(Api *api, const KernelInfo *info, Weights *weights) {
  int64_t inputs, outputs, block, bits;
  TRY(integerAttribute(api, info, "K", &inputs));
  TRY(integerAttribute(api, info, "N", &outputs));
  TRY(integerAttribute(api, info, "block_size", &block));
  TRY(integerAttribute(api, info, "bits", &bits));
  if (bits != 4 || block % CHUNK != 0 || inputs % block != 0) return createStatus(api, "weights of another form");
  *weights = (Weights){0, 0, (size_t)outputs, (size_t)inputs, (size_t)block};
  return 0;
}

static Status *readWeight(Api *api, const KernelInfo *info, size_t index, const void **data) {
  const Value *value = 0;
  int isConstant = 0;
  TRY(constantInput(api, info, index, &isConstant, &value));
  if (!isConstant) return createStatus(api, "weights that are computed");
  return tensorData(api, value, data);
}

static Status *createKernel(const CustomOp *op, Api *api, const KernelInfo *info, void **created) {
  (void)op;
  Weights weights;
  const void *levels, *scales;
  TRY(readAttributes(api, info, &weights));
  TRY(readWeight(api, info, 1, &levels));
  TRY(readWeight(api, info, 2, &scales));
  Kernel *kernel = malloc(sizeof(Kernel));
  if (!kernel || !packWeights(&weights, levels, scales)) {
    free(kernel);
    return createStatus(api, "no memory for the weights");
  }
  forgetMapped(levels, weights.outputs * weights.inputs / 2);
  *kernel = (Kernel){api, weights};
  *created = kernel;
  return 0;
}

static void destroyKernel(void *data) {
  Kernel *kernel = data;
  freeWeights(&kernel->weights);
  free(kernel);
}

typedef struct {
  Api *api;
  const KernelContext *context;
} Runner;

static void runParallel(const void *data, void (*task)(void *data, size_t index), size_t count, void *job) {
  const Runner *runner = data;
  // Null, or the thread pool refused, which it does for no number of tasks.
  if (parallelFor(runner->api, runner->context, task, count, job)) {
    for (size_t index = 0; index < count; index++) task(job, index);
  }
}

static Status *readShape(Api *api, const Value *value, int64_t *sizes, size_t *count) {
  ShapeInfo *info = 0;
  TRY(shapeInfo(api, value, &info));
  Status *status = dimensionCount(api, info, count);
  if (!status && *count > MOST_DIMENSIONS) status = createStatus(api, "an input of too many dimensions");
  if (!status) status = dimensions(api, info, sizes, *count);
  releaseShapeInfo(api, info);
  return status;
}

static Status *compute(void *data, KernelContext *context) {
  const Kernel *kernel = data;
  Api *api = kernel->api;
  const Value *input;
  Value *output;
  int64_t sizes[MOST_DIMENSIONS];
  size_t count = 0, rows = 1;
  const void *from, *to;
  TRY(contextInput(api, context, 0, &input));
  TRY(readShape(api, input, sizes, &count));
  for (size_t i = 0; i + 1 < count; i++) rows *= (size_t)sizes[i];
  sizes[count - 1] = (int64_t)kernel->weights.outputs;
  TRY(contextOutput(api, context, 0, sizes, count, &output));
  TRY(tensorData(api, input, &from));
  TRY(tensorData(api, output, &to));
  const Runner runner = {api, context};
  if (rows == 0 || linear(&kernel->weights, from, rows, (float *)to, runParallel, &runner)) return 0;
  return createStatus(api, "no memory");
}

static const char *name(const CustomOp *op) {
  (void)op;
  return "MatMulNBits";
}

static const char *provider(const CustomOp *op) {
  (void)op;
  return "CPUExecutionProvider";
}

static int inputType(const CustomOp *op, size_t index) {
  (void)op;
  return index == 1 ? UINT8 : FLOAT;
}

static size_t inputCount(const CustomOp *op) {
  (void)op;
  return 3;
}

static int outputType(const CustomOp *op, size_t index) {
  (void)op, (void)index;
  return FLOAT;
}

static size_t outputCount(const CustomOp *op) {
  (void)op;
  return 1;
}

static int required(const CustomOp *op, size_t index) {
  (void)op, (void)index;
  return REQUIRED;
}

static int defaultMemory(const CustomOp *op, size_t index) {
  (void)op, (void)index;
  return DEFAULT_MEMORY;
}

static int one(const CustomOp *op) {
  (void)op;
  return 1;
}

/** ONNX Runtime's MatMulNBits for weights of 4 bits; null where this processor lacks what it needs. */
EXPORT const CustomOp *telechatMatMulNBits(void) {
  static const CustomOp op = {
      .version = API_VERSION,
      .name = name,
      .provider = provider,
      .inputType = inputType,
      .inputCount = inputCount,
      .outputType = outputType,
      .outputCount = outputCount,
      .destroy = destroyKernel,
      .inputCharacteristic = required,
      .outputCharacteristic = required,
      .inputMemory = defaultMemory,
      .variadicInputMinArity = one,
      .variadicInputHomogeneity = one,
      .variadicOutputMinArity = one,
      .variadicOutputHomogeneity = one,
      .createKernelV2 = createKernel,
      .computeV2 = compute,
  };
  return supportsAvx512() ? &op : 0;
}

/** Which instructions many rows at a time are computed with; a name for reports. */
EXPORT const char *telechatInstructions(void) {
  if (!supportsAvx512()) return "none";
  return supportsAmx() ? "AMX" : "AVX-512 VNNI";
}
