#pragma once
#include <immintrin.h>

/** Compiled for these instructions whatever the flags say; `supportsAvx512` says whether they may be called. */
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni,fma")))
/** The same for AMX, after `supportsAmx`. */
#define AMX __attribute__((target("amx-tile,amx-int8,avx512f,avx512bw,avx512vl,avx512vnni,fma")))
/** The same for vectors of 256 bits, after `supportsAvx2`. */
#define AVX2 __attribute__((target("avx2,fma,f16c")))
/** The same with dot products, after `supportsAvxVnni`. */
#define AVX_VNNI __attribute__((target("avx2,fma,f16c,avxvnni")))
/** Part of its caller whatever the flags say: what it works on stays in registers. */
#define INLINE static inline __attribute__((always_inline))
/** How far ahead vectors of 256 bits fetch weights, in bytes. */
#define FAR_256 2048
