#include "memory.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE 4096
#define ALIGNMENT 64
#define SLOTS (sizeof((Pool *)0)->buffers / sizeof(void *))

void *allocateLargePages(size_t bytes) {
  void *pages = mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) return 0;
  // Small pages will do where it is refused.
  madvise(pages, bytes, MADV_HUGEPAGE);
  return pages;
}

void freeLargePages(void *data, size_t bytes) {
  if (data) munmap(data, bytes);
}

void forgetMapped(const void *data, size_t bytes) {
  if ((uintptr_t)data % PAGE == 0) madvise((void *)data, bytes / PAGE * PAGE, MADV_DONTNEED);
}

/** Lies before each buffer, in as many bytes as the alignment takes. */
typedef struct {
  void *allocated;
  size_t bytes;
} Header;

static Header *headerOf(void *buffer) {
  return (Header *)((uint8_t *)buffer - sizeof(Header));
}

static void *allocate(size_t bytes) {
  uint8_t *allocated = malloc(bytes + sizeof(Header) + ALIGNMENT);
  if (!allocated) return 0;
  const uintptr_t first = (uintptr_t)(allocated + sizeof(Header));
  void *buffer = (void *)((first + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
  *headerOf(buffer) = (Header){allocated, bytes};
  return buffer;
}

static void release(void *buffer) {
  free(headerOf(buffer)->allocated);
}

void *takeBuffer(Pool *pool, size_t bytes) {
  for (size_t slot = 0; slot < SLOTS; slot++) {
    void *buffer = atomic_exchange(&pool->buffers[slot], 0);
    if (!buffer) continue;
    if (headerOf(buffer)->bytes >= bytes) return buffer;
    release(buffer);
  }
  return allocate(bytes);
}

void giveBuffer(Pool *pool, void *buffer) {
  for (size_t slot = 0; slot < SLOTS; slot++) {
    void *empty = 0;
    if (atomic_compare_exchange_strong(&pool->buffers[slot], &empty, buffer)) return;
  }
  release(buffer);
}
