#pragma once
#include "../activations.h"
#include "../weights.h"

/** Rows of a tile of AMX, and its 32-bit columns: as many as a panel has outputs. */
#define TILE 16
/** Rows that multiplyAvx512 takes at a time. */
#define AVX512_ROWS 6
/** Panels, and groups of rows, that a step of AMX multiplies. */
#define TILES_PER_SIDE 2

/** Quantises one row, `input`, to its place, chunk by chunk. */
void quantizeAvx512(const float *input, const Activations *activations, size_t row);

/** The same, to the same integers and numbers, by vectors of 256 bits. */
void quantizeAvx2(const float *input, const Activations *activations, size_t row);

/** Bytes of the buffer that multiplyAmx needs. */
size_t unpackedBytes(const Weights *weights);

/** By vectors: see Multiply. It takes groups of any size, and needs no buffer. */
void multiplyAvx512(
    const Weights *weights, const Activations *activations, size_t first, size_t end, uint8_t *buffer, float *output);

/** By tiles, for at most TILES_PER_SIDE panels; in groups of TILE rows, of which it reads TILES_PER_SIDE at a time. */
void multiplyAmx(
    const Weights *weights, const Activations *activations, size_t first, size_t end, uint8_t *buffer, float *output);

/** By vectors of 256 bits, as multiplyAvx512. */
void multiplyAvx2(
    const Weights *weights, const Activations *activations, size_t first, size_t end, uint8_t *buffer, float *output);

/** The same with dot products. */
void multiplyAvxVnni(
    const Weights *weights, const Activations *activations, size_t first, size_t end, uint8_t *buffer, float *output);
