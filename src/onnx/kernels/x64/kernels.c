#include "../kernels.h"
#include "multiply.h"
#include "processor.h"

/** So many that a thread seldom asks for the next, and few enough for its cache. */
#define PANELS_OF_VECTOR_TASK 8

#define VECTORS(rows) {rows, 1, PANELS_OF_VECTOR_TASK, 0, multiplyAvx512}

static const Kernels avx512Vnni = {
    .name = "avx512vnni",
    .instructions = "AVX-512 VNNI",
    .isSupported = supportsAvx512,
    .quantizeRow = quantizeAvx512,
    .few = VECTORS(0),
    .many = VECTORS(TILE),
};

static const Kernels amx = {
    .name = "amx",
    .instructions = "AMX",
    .isSupported = supportsAmx,
    .quantizeRow = quantizeAvx512,
    .few = VECTORS(0),
    .many = {TILE, TILES_PER_SIDE, TILES_PER_SIDE, unpackedBytes, multiplyAmx},
};

const Kernels *const architectureKernels[] = {&amx, &avx512Vnni, 0};
