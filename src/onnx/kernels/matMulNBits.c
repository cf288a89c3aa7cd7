#include "matMulNBits.h"
#include "linear.h"
#include "memory.h"
#include <stdlib.h>

/** Most dimensions of an input that anyone has. */
#define MOST_DIMENSIONS 8
/** Inputs of the operator: their places. */
enum { INPUT, LEVELS, SCALES, ZERO_POINTS, INPUTS };
/** Passes a status on as the caller's own. */
#define TRY(call)                \
  do {                           \
    Status *failure = (call);    \
    if (failure) return failure; \
  } while (0)

typedef struct {
  Api *api;
  const Kernels *kernels;
  Weights weights;
} Kernel;

/** Checked: no size is negative, and their product does not overflow. */
typedef struct {
  int64_t sizes[MOST_DIMENSIONS];
  size_t dimensions;
  size_t elements;
} Shape;

static Status *countElements(Api *api, Shape *shape) {
  shape->elements = 1;
  for (size_t i = 0; i < shape->dimensions; i++) {
    const bool counts = shape->sizes[i] >= 0;
    if (!counts || __builtin_mul_overflow(shape->elements, (size_t)shape->sizes[i], &shape->elements)) {
      return createStatus(api, "a tensor of impossible size");
    }
  }
  return 0;
}

static Status *readInfo(Api *api, const ShapeInfo *info, int type, Shape *shape) {
  int found;
  TRY(elementType(api, info, &found));
  if (found != type) return createStatus(api, "a tensor of another type");
  TRY(dimensionCount(api, info, &shape->dimensions));
  if (shape->dimensions > MOST_DIMENSIONS) return createStatus(api, "a tensor of too many dimensions");
  TRY(dimensions(api, info, shape->sizes, shape->dimensions));
  return countElements(api, shape);
}

static Status *readShape(Api *api, const Value *value, int type, Shape *shape) {
  ShapeInfo *info = 0;
  if (!value) return createStatus(api, "an input that is missing");
  TRY(shapeInfo(api, value, &info));
  Status *status = readInfo(api, info, type, shape);
  releaseShapeInfo(api, info);
  return status;
}

static Status *readAttributes(Api *api, const KernelInfo *info, Weights *weights) {
  int64_t inputs, outputs, block, bits;
  TRY(integerAttribute(api, info, "K", &inputs));
  TRY(integerAttribute(api, info, "N", &outputs));
  TRY(integerAttribute(api, info, "block_size", &block));
  TRY(integerAttribute(api, info, "bits", &bits));
  if (!fitsKernels(bits, inputs, outputs, block)) return createStatus(api, "weights of another form");
  *weights = weightsOf(bits, inputs, outputs, block);
  return 0;
}

/** The attributes are no proof of what a tensor holds: `elements` is what they promise. */
static Status *readWeight(
    Api *api, const KernelInfo *info, size_t index, int type, size_t elements, const void **data) {
  const Value *value = 0;
  int isConstant = 0;
  Shape shape;
  TRY(constantInput(api, info, index, &isConstant, &value));
  // One that is computed is found when it comes: see compute.
  if (!isConstant && index == ZERO_POINTS) return 0;
  if (!isConstant) return createStatus(api, "weights that are computed");
  TRY(readShape(api, value, type, &shape));
  if (shape.elements != elements) return createStatus(api, "weights of another size than the attributes say");
  return tensorData(api, value, data);
}

static Status *createKernel(const CustomOp *op, Api *api, const KernelInfo *info, void **created) {
  Weights weights;
  const void *levels, *scales, *zeroPoints = 0;
  TRY(readAttributes(api, info, &weights));
  const size_t levelBytes = weights.outputs * (weights.inputs * weights.bits / 8);
  TRY(readWeight(api, info, LEVELS, UINT8, levelBytes, &levels));
  TRY(readWeight(api, info, SCALES, FLOAT, weights.outputs * blocksOf(&weights), &scales));
  TRY(readWeight(api, info, ZERO_POINTS, UINT8, weights.outputs * zeroPointBytes(&weights), &zeroPoints));
  Kernel *kernel = malloc(sizeof(Kernel));
  if (!kernel || !packWeights(&weights, &(PlainWeights){levels, scales, zeroPoints})) {
    free(kernel);
    return createStatus(api, "no memory for the weights");
  }
  forgetMapped(levels, levelBytes);
  *kernel = (Kernel){api, ((const Operator *)op)->kernels, weights};
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

/** Zero points that are no constants, which createKernel could not tell from none. */
static Status *refuseComputed(Api *api, const Weights *weights, const KernelContext *context) {
  const Value *zeroPoints = 0;
  size_t count;
  if (weights->zeroPoints) return 0;
  TRY(contextInputCount(api, context, &count));
  if (count > ZERO_POINTS) TRY(contextInput(api, context, ZERO_POINTS, &zeroPoints));
  return zeroPoints ? createStatus(api, "weights that are computed") : 0;
}

static Status *compute(void *data, KernelContext *context) {
  const Kernel *kernel = data;
  Api *api = kernel->api;
  const Weights *weights = &kernel->weights;
  const Value *input;
  Value *output;
  Shape shape;
  const void *from, *to;
  TRY(refuseComputed(api, weights, context));
  TRY(contextInput(api, context, INPUT, &input));
  TRY(readShape(api, input, FLOAT, &shape));
  if (shape.dimensions == 0 || shape.sizes[shape.dimensions - 1] != (int64_t)weights->inputs) {
    return createStatus(api, "an input of another width than the weights");
  }
  const size_t rows = shape.elements / weights->inputs;
  shape.sizes[shape.dimensions - 1] = (int64_t)weights->outputs;
  TRY(contextOutput(api, context, 0, shape.sizes, shape.dimensions, &output));
  TRY(tensorData(api, input, &from));
  TRY(tensorData(api, output, &to));
  const Runner runner = {api, context};
  if (rows == 0 || linear(kernel->kernels, weights, from, rows, (float *)to, runParallel, &runner)) return 0;
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
  return index == LEVELS || index == ZERO_POINTS ? UINT8 : FLOAT;
}

static size_t inputCount(const CustomOp *op) {
  (void)op;
  return INPUTS;
}

static int outputType(const CustomOp *op, size_t index) {
  (void)op, (void)index;
  return FLOAT;
}

static size_t outputCount(const CustomOp *op) {
  (void)op;
  return 1;
}

static int inputCharacteristic(const CustomOp *op, size_t index) {
  (void)op;
  return index == ZERO_POINTS ? OPTIONAL : REQUIRED;
}

static int outputCharacteristic(const CustomOp *op, size_t index) {
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

void describeOperator(Operator *operator, const Kernels *kernels) {
  *operator = (Operator){
      .kernels = kernels,
      .op = {
          .version = API_VERSION,
          .name = name,
          .provider = provider,
          .inputType = inputType,
          .inputCount = inputCount,
          .outputType = outputType,
          .outputCount = outputCount,
          .destroy = destroyKernel,
          .inputCharacteristic = inputCharacteristic,
          .outputCharacteristic = outputCharacteristic,
          .inputMemory = defaultMemory,
          .variadicInputMinArity = one,
          .variadicInputHomogeneity = one,
          .variadicOutputMinArity = one,
          .variadicOutputHomogeneity = one,
          .createKernelV2 = createKernel,
          .computeV2 = compute,
      },
  };
}
