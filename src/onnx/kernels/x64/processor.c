#include "processor.h"
#include <cpuid.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/** Bits of CPUID leaf 1: FMA, XGETBV by the system, AVX, F16C. */
#define ECX_VECTORS (1u << 12 | 1u << 27 | 1u << 28 | 1u << 29)
/** Bits of CPUID leaf 7 (Intel's Instruction Set Reference, CPUID). */
#define EBX_AVX2 (1u << 5)
#define EBX_AVX512 (1u << 16 | 1u << 30 | 1u << 31)
#define ECX_VNNI (1u << 11)
#define EDX_AMX (1u << 24 | 1u << 25)
/** Of its second part. */
#define EAX_AVX_VNNI (1u << 4)
/** State that the system must save: vectors of 128, 256 and 512 bits, and masks. */
#define XCR0_AVX512 0xe6u
#define XCR0_AVX2 0x6u

static bool has(uint32_t value, uint32_t bits) {
  return (value & bits) == bits;
}

static uint32_t savedState(void) {
  uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

bool supportsAvx2(void) {
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !has(c, ECX_VECTORS) || !has(savedState(), XCR0_AVX2)) return false;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && has(b, EBX_AVX2);
}

bool supportsAvxVnni(void) {
  uint32_t a, b, c, d;
  return supportsAvx2() && __get_cpuid_count(7, 1, &a, &b, &c, &d) && has(a, EAX_AVX_VNNI);
}

bool supportsAvx512(void) {
  uint32_t a, b, c, d;
  if (!supportsAvx2() || !has(savedState(), XCR0_AVX512)) return false;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && has(b, EBX_AVX512) && has(c, ECX_VNNI);
}

/** ARCH_REQ_XCOMP_PERM and XFEATURE_XTILEDATA of Linux (Documentation/arch/x86/xstate.rst). */
static bool requestTiles(void) {
  return syscall(SYS_arch_prctl, 0x1023, 18) == 0;
}

bool supportsAmx(void) {
  uint32_t a, b, c, d;
  return supportsAvx512() && __get_cpuid_count(7, 0, &a, &b, &c, &d) && has(d, EDX_AMX) && requestTiles();
}
