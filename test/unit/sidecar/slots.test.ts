import { describe, expect, it } from 'vitest';
import { Slots } from '../../../src/sidecar/slots.ts';
import type { KvCache } from '../../../src/telechat/decoding/kvCache.ts';

/**
 * Capacities of the caches that were made, of those that were released, and of those that were copied and into which.
 * @param memory most tokens of all caches together that there is memory for
 */
function countingSlots(budget: number, memory = Number.POSITIVE_INFINITY) {
  const made: number[] = [];
  const released: number[] = [];
  const copied: [from: number, to: number][] = [];
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  const create = (capacity: number) => {
    if (sum(made) - sum(released) + capacity > memory) throw new Error('there is no memory');
    made.push(capacity);
    const copyFrom = (smaller: KvCache) => copied.push([smaller.capacity, capacity]);
    return { capacity, copyFrom, release: () => released.push(capacity) } as unknown as KvCache;
  };
  return { slots: new Slots(create, budget), made, released, copied };
}

describe('Slots', () => {
  it('makes few new caches for a text that grows section by section', () => {
    const { slots, made } = countingSlots(100_000);
    for (let tokens = 300; tokens <= 8000; tokens += 400) slots.giveBack(slots.acquire('writing', tokens));
    expect(made).toEqual([512, 1024, 2048, 4096, 8192]);
  });

  it('hands what a cache holds on to the larger one', () => {
    const { slots, released, copied } = countingSlots(100_000);
    for (const tokens of [500, 900, 3000]) slots.giveBack(slots.acquire('writing', tokens));
    expect(copied).toEqual([
      [512, 1024],
      [1024, 4096],
    ]);
    expect(released).toEqual([512, 1024]);
  });

  it('begins an empty one where there is no memory for both', () => {
    const { slots, made, released, copied } = countingSlots(100_000, 1200);
    for (const tokens of [500, 900]) slots.giveBack(slots.acquire('writing', tokens));
    expect([made, released, copied]).toEqual([[512, 1024], [512], []]);
  });

  it('gives a cache no more than the budget, unless the text needs it', () => {
    const { slots, made } = countingSlots(3000);
    slots.giveBack(slots.acquire('writing', 2100));
    slots.giveBack(slots.acquire('writing', 5000));
    expect(made).toEqual([2560, 5120]);
  });

  it('keeps those of the last sixteen documents and conversations, however much memory there is', () => {
    const { slots, made, released } = countingSlots(Number.MAX_SAFE_INTEGER);
    for (let chat = 0; chat < 100; chat++) slots.giveBack(slots.acquire(`chat:${chat}`, 512));
    expect(made.length - released.length).toBe(16);
  });

  it('drops the least recently used first', () => {
    const { slots, released } = countingSlots(1600);
    for (const slot of ['a', 'b', 'a']) slots.giveBack(slots.acquire(slot, 512));
    slots.giveBack(slots.acquire('c', 1024));
    expect(released).toEqual([512]);
    expect(slots.acquire('a', 512).capacity).toBe(512);
  });

  it('keeps the cache of a request that was interrupted, whatever the other one needs', () => {
    const { slots, released } = countingSlots(1024);
    const interrupted = slots.acquire('writing', 1024);
    slots.giveBack(slots.acquire('completion', 512));
    expect(released).toEqual([]);
    slots.giveBack(interrupted);
    expect(slots.acquire('writing', 1024)).toBe(interrupted);
  });

  it('gives a second request of the same slot a cache of its own, for as long as it runs', () => {
    const { slots, released } = countingSlots(4096);
    const first = slots.acquire('chat', 512);
    const second = slots.acquire('chat', 1024);
    expect(second).not.toBe(first);
    slots.giveBack(second);
    expect(released).toEqual([1024]);
    slots.giveBack(first);
    expect(slots.acquire('chat', 512)).toBe(first);
  });
});
