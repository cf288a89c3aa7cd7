#pragma once
#include <stddef.h>
#include <stdint.h>

/**
 * As much of ONNX Runtime's C API as a custom operator needs. Positions in its table never change (ABI of
 * onnxruntime_c_api.h); this is the state of version 16, which later libraries go on to serve.
 */
#define API_VERSION 16

/** OrtStatus: why a call failed. It belongs to who is given it. */
typedef struct Status Status;
/** OrtKernelInfo: the node of the graph that a kernel is made for. */
typedef struct KernelInfo KernelInfo;
/** OrtKernelContext: the inputs and outputs of one computation. */
typedef struct KernelContext KernelContext;
/** OrtValue: a tensor. */
typedef struct Value Value;
/** OrtTensorTypeAndShapeInfo: element type and sizes of a tensor. */
typedef struct ShapeInfo ShapeInfo;
/** The table OrtApi. */
typedef const void *const Api;
/** OrtCustomOp, as declared below. */
typedef struct CustomOp CustomOp;

/** ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, and likewise UINT8. */
#define FLOAT 1
#define UINT8 2
/** OrtMemTypeDefault, INPUT_OUTPUT_REQUIRED, INPUT_OUTPUT_OPTIONAL. */
#define DEFAULT_MEMORY 0
#define REQUIRED 0
#define OPTIONAL 1

/** What ONNX Runtime asks of an operator, in its own order; `version` says how far down it may read. */
struct CustomOp {
  uint32_t version;
  void *(*createKernel)(const CustomOp *, Api *, const KernelInfo *);
  const char *(*name)(const CustomOp *);
  const char *(*provider)(const CustomOp *);
  int (*inputType)(const CustomOp *, size_t index);
  size_t (*inputCount)(const CustomOp *);
  int (*outputType)(const CustomOp *, size_t index);
  size_t (*outputCount)(const CustomOp *);
  void (*compute)(void *kernel, KernelContext *);
  void (*destroy)(void *kernel);
  int (*inputCharacteristic)(const CustomOp *, size_t index);
  int (*outputCharacteristic)(const CustomOp *, size_t index);
  int (*inputMemory)(const CustomOp *, size_t index);
  int (*variadicInputMinArity)(const CustomOp *);
  int (*variadicInputHomogeneity)(const CustomOp *);
  int (*variadicOutputMinArity)(const CustomOp *);
  int (*variadicOutputHomogeneity)(const CustomOp *);
  Status *(*createKernelV2)(const CustomOp *, Api *, const KernelInfo *, void **kernel);
  Status *(*computeV2)(void *kernel, KernelContext *);
};

/** Calls the function at a position of the table; each returns null or a status to hand on. */
#define CALL(api, position, parameters, ...) ((Status * (*) parameters)(api)[position])(__VA_ARGS__)

/** CreateStatus, with ORT_FAIL as its code; the message is copied. */
static inline Status *createStatus(Api *api, const char *message) {
  return CALL(api, 0, (int, const char *), 1, message);
}

/** GetTensorMutableData: where the elements are, for as long as the tensor is there. */
static inline Status *tensorData(Api *api, const Value *value, const void **data) {
  return CALL(api, 51, (const Value *, const void **), value, data);
}

/** GetTensorElementType, such as FLOAT. */
static inline Status *elementType(Api *api, const ShapeInfo *info, int *type) {
  return CALL(api, 60, (const ShapeInfo *, int *), info, type);
}

/** GetDimensionsCount: 0 for a scalar. */
static inline Status *dimensionCount(Api *api, const ShapeInfo *info, size_t *count) {
  return CALL(api, 61, (const ShapeInfo *, size_t *), info, count);
}

/** GetDimensions: the first `count` sizes. */
static inline Status *dimensions(Api *api, const ShapeInfo *info, int64_t *sizes, size_t count) {
  return CALL(api, 62, (const ShapeInfo *, int64_t *, size_t), info, sizes, count);
}

/** GetTensorTypeAndShape: to be released. */
static inline Status *shapeInfo(Api *api, const Value *value, ShapeInfo **info) {
  return CALL(api, 65, (const Value *, ShapeInfo **), value, info);
}

/** ReleaseTensorTypeAndShapeInfo: what shapeInfo gave. */
static inline void releaseShapeInfo(Api *api, ShapeInfo *info) {
  ((void (*)(ShapeInfo *))api[99])(info);
}

/** KernelInfoGetAttribute_int64: a status too where the node lacks it. */
static inline Status *integerAttribute(Api *api, const KernelInfo *info, const char *name, int64_t *value) {
  return CALL(api, 86, (const KernelInfo *, const char *, int64_t *), info, name, value);
}

/** KernelContext_GetInputCount: optional ones that the node names, too. */
static inline Status *contextInputCount(Api *api, const KernelContext *context, size_t *count) {
  return CALL(api, 88, (const KernelContext *, size_t *), context, count);
}

/** KernelContext_GetInput; the tensor is null where an optional input is absent. */
static inline Status *contextInput(Api *api, const KernelContext *context, size_t index, const Value **value) {
  return CALL(api, 90, (const KernelContext *, size_t, const Value **), context, index, value);
}

/** KernelContext_GetOutput: allocates an output of these sizes. */
static inline Status *contextOutput(
    Api *api, KernelContext *context, size_t index, const int64_t *sizes, size_t count, Value **value) {
  return CALL(
      api, 91, (KernelContext *, size_t, const int64_t *, size_t, Value **), context, index, sizes, count, value);
}

/** A weight of the model. */
static inline Status *constantInput(
    Api *api, const KernelInfo *info, size_t index, int *isConstant, const Value **value) {
  return CALL(api, 249, (const KernelInfo *, size_t, int *, const Value **), info, index, isConstant, value);
}

/** Calls `task` for 0 … count - 1 on the threads of the session. */
static inline Status *parallelFor(
    Api *api, const KernelContext *context, void (*task)(void *data, size_t index), size_t count, void *data) {
  return CALL(
      api, 274, (const KernelContext *, void (*)(void *, size_t), size_t, size_t, void *), context, task, count, 0,
      data);
}
