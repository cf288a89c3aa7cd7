import type { KvCache } from '../telechat/decoding/kvCache.ts';

/** Makes a cache that holds a number of tokens. */
export type CreateCache = (capacity: number) => KvCache;

const CAPACITY_STEP = 512;

/**
 * More than the documents and conversations that a person has under way. Every further one would only cost memory: on a
 * machine with much of it free, 18,000 requests took a gigabyte for slots that nobody came back to.
 */
const MOST_CACHES = 16;

/**
 * The KV caches of those who ask, by slot name. They are few, and together stay within a budget of tokens: the least
 * recently used is dropped first, and one that has grown too small gives way to a larger one with what it holds. One that is in use
 * stays, even beyond the budget.
 */
export class Slots {
  /** In order of use, the latest last. */
  private readonly caches = new Map<string, KvCache>();
  private readonly inUse = new Set<KvCache>();

  /**
   * @param create makes a KV cache
   * @param budget most tokens of all caches together
   */
  constructor(
    private readonly create: CreateCache,
    private readonly budget: number,
  ) {}

  /** The slot's cache, with room for `tokens` tokens, until it is given back; one of its own where another uses the slot's. */
  acquire(slot: string, tokens: number): KvCache {
    const existing = this.caches.get(slot);
    const isTaken = existing !== undefined && this.inUse.has(existing);
    const cache = isTaken ? this.newCache(tokens) : this.cacheOf(slot, tokens);
    this.inUse.add(cache);
    return cache;
  }

  /** Ends the use of a cache. */
  giveBack(cache: KvCache): void {
    this.inUse.delete(cache);
    if (![...this.caches.values()].includes(cache)) cache.release();
  }

  /** Releases a slot's cache, as soon as nobody uses it. */
  forget(slot: string): void {
    const cache = this.caches.get(slot);
    this.caches.delete(slot);
    if (cache && !this.inUse.has(cache)) cache.release();
  }

  /** Frees the caches of all slots; none may be in use. */
  release(): void {
    for (const cache of this.caches.values()) cache.release();
    this.caches.clear();
  }

  private cacheOf(slot: string, tokens: number): KvCache {
    const existing = this.caches.get(slot);
    this.caches.delete(slot);
    if (existing && existing.capacity >= tokens) {
      this.caches.set(slot, existing);
      return existing;
    }
    const cache = (existing && this.enlarged(existing, tokens)) ?? this.newCache(tokens);
    this.caches.set(slot, cache);
    return cache;
  }

  /** A larger cache in the place of one; undefined, and the old one gone, where there is no memory for both at a time. */
  private enlarged(existing: KvCache, tokens: number): KvCache | undefined {
    try {
      const cache = this.newCache(tokens);
      cache.copyFrom(existing);
      return cache;
    } catch {
      return undefined;
    } finally {
      existing.release();
    }
  }

  private newCache(tokens: number): KvCache {
    const capacity = this.capacityFor(tokens);
    this.makeRoom(capacity);
    return this.create(capacity);
  }

  /** A cache that grows is copied: it grows to the double, as far as the budget goes. */
  private capacityFor(tokens: number): number {
    const least = Math.ceil(tokens / CAPACITY_STEP);
    const doubled = 2 ** Math.ceil(Math.log2(least));
    return CAPACITY_STEP * Math.max(least, Math.min(doubled, Math.floor(this.budget / CAPACITY_STEP)));
  }

  private makeRoom(capacity: number): void {
    for (const [slot, cache] of this.caches) {
      if (this.caches.size < MOST_CACHES && this.used() + capacity <= this.budget) return;
      if (this.inUse.has(cache)) continue;
      cache.release();
      this.caches.delete(slot);
    }
  }

  private used(): number {
    const caches = new Set([...this.caches.values(), ...this.inUse]);
    return [...caches].reduce((sum, cache) => sum + cache.capacity, 0);
  }
}
