#include "../kernels.h"
#include "multiply.h"
#include "processor.h"

/** So many that a thread seldom asks for the next, and few enough for its cache. */
#define PANELS_OF_VECTOR_TASK 8

#define VECTORS(rows, multiply) {rows, 1, PANELS_OF_VECTOR_TASK, 0, multiply}

static const Kernels avx512Vnni = {
    .name = "avx512vnni",
    .instructions = "AVX-512 VNNI",
    .isSupported = supportsAvx512,
    .quantizeRow = quantizeAvx512,
    .few = VECTORS(0, multiplyAvx512),
    .many = VECTORS(2 * AVX512_ROWS, multiplyAvx512),
};

static const Kernels amx = {
    .name = "amx",
    .instructions = "AMX",
    .isSupported = supportsAmx,
    .quantizeRow = quantizeAvx512,
    .few = VECTORS(0, multiplyAvx512),
    .many = {TILE, TILES_PER_SIDE, TILES_PER_SIDE, unpackedBytes, multiplyAmx},
};

static const Kernels avxVnni = {
    .name = "avxvnni",
    .instructions = "AVX-VNNI",
    .isSupported = supportsAvxVnni,
    .quantizeRow = quantizeAvx2,
    .few = VECTORS(0, multiplyAvxVnni),
    .many = VECTORS(TILE, multiplyAvxVnni),
};

static const Kernels avx2 = {
    .name = "avx2",
    .instructions = "AVX2",
    .isSupported = supportsAvx2,
    .quantizeRow = quantizeAvx2,
    .few = VECTORS(0, multiplyAvx2),
    .many = VECTORS(TILE, multiplyAvx2),
};

const Kernels *const architectureKernels[] = {&amx, &avx512Vnni, &avxVnni, &avx2, 0};
