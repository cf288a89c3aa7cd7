#pragma once
#include <stdatomic.h>
#include <stddef.h>

/** Zeros, in large pages where the system has them, which the processor reads faster; null without memory. */
void *allocateLargePages(size_t bytes);

/** Gives back what allocateLargePages gave for as many bytes; null is left alone. */
void freeLargePages(void *data, size_t bytes);

/**
 * Gives back the memory of what a session has mapped from a file and nobody will read again. Other memory is left
 * alone: it does not begin with a page.
 */
void forgetMapped(const void *data, size_t bytes);

/** Buffers that are kept for the next user: fresh memory costs a page fault for every 4 KiB. */
typedef struct {
  _Atomic(void *) buffers[64];
} Pool;

/** @returns at least `bytes`, aligned to 64; null without memory. */
void *takeBuffer(Pool *pool, size_t bytes);

/** Keeps a buffer for the next user, or frees it where the pool is full. */
void giveBuffer(Pool *pool, void *buffer);
