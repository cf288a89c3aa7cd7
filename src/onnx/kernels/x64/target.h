#pragma once
#include <immintrin.h>

/** Compiled for these instructions whatever the flags say; `supportsAvx512` says whether they may be called. */
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni,fma")))
/** The same for AMX, after `supportsAmx`. */
#define AMX __attribute__((target("amx-tile,amx-int8,avx512f,avx512bw,avx512vl,avx512vnni,fma")))
/** Part of its caller whatever the flags say: what it works on stays in registers. */
#define INLINE static inline __attribute__((always_inline))
