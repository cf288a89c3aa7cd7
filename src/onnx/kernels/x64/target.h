#pragma once
#include <immintrin.h>

/** Compiled for these instructions whatever the flags say; `supportsAvx512` says whether they may be called. */
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni,fma")))
#define AMX __attribute__((target("amx-tile,amx-int8,avx512f,avx512bw,avx512vl,avx512vnni,fma")))
#define INLINE static inline __attribute__((always_inline))
