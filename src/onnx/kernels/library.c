#include "matMulNBits.h"

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

#define MOST_KERNELS 8

/** What src/onnx/ownKernels.ts calls, from one thread. */

static const Kernels *const *supported(void) {
  static const Kernels *found[MOST_KERNELS + 1];
  static bool isAsked = false;
  if (isAsked) return found;
  isAsked = true;
  size_t count = 0;
  for (const Kernels *const *next = architectureKernels; *next && count < MOST_KERNELS; next++) {
    if ((*next)->isSupported()) found[count++] = *next;
  }
  return found;
}

/** The name of those of our kernels that this processor runs, by their place from the fastest on; null past the last. */
EXPORT const char *telechatKernelsName(size_t place) {
  const Kernels *kernels = place < MOST_KERNELS ? supported()[place] : 0;
  return kernels ? kernels->name : 0;
}

/** The instructions that they compute with, for reports. */
EXPORT const char *telechatKernelsInstructions(size_t place) {
  return supported()[place]->instructions;
}

/** The operator that computes with them, for a custom domain. */
EXPORT const CustomOp *telechatKernelsOperator(size_t place) {
  static Operator operators[MOST_KERNELS];
  describeOperator(&operators[place], supported()[place]);
  return &operators[place].op;
}

/** See fitsKernels. */
EXPORT int telechatKernelsFit(int64_t bits, int64_t inputs, int64_t outputs, int64_t block) {
  return fitsKernels(bits, inputs, outputs, block);
}
