import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Decoder } from '../../../src/telechat/decoding/decoder.ts';
import type { KvCache } from '../../../src/telechat/decoding/kvCache.ts';
import { BLOCK_TOKENS, SavedCache } from '../../../src/telechat/decoding/savedCache.ts';
import { demoModel } from '../../support/program.ts';

/** Tokens of an arbitrary text. */
const TOKENS = Array.from({ length: 6 * BLOCK_TOKENS + 3 }, (_, index) => 100 + ((index * 37) % 900));
const WHOLE = 6 * BLOCK_TOKENS;
const ALL = 1000;

describe('A saved KV cache', () => {
  let decoder: Decoder;
  let folder: string;
  let files: { index: string; data: string };

  beforeAll(async () => {
    decoder = await Decoder.open(demoModel);
  });

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'telechat-saved-'));
    files = { index: path.join(folder, 'a.json'), data: path.join(folder, 'a.kv') };
    return () => rm(folder, { recursive: true });
  });

  afterAll(() => decoder.close());

  const nextBlock = async () => undefined;

  /** A cache that has computed these tokens. */
  async function computed(tokens: readonly number[], ropeLength = 512): Promise<KvCache> {
    const cache = decoder.createCache(512);
    if (tokens.length > 0) await decoder.forward(cache, tokens, { ropeLength });
    return cache;
  }

  /** Saves a cache of these tokens. */
  async function save(tokens: readonly number[], model = 'one'): Promise<KvCache> {
    const cache = await computed(tokens);
    await (await SavedCache.open(files, model)).update(cache, ALL);
    return cache;
  }

  /** How many tokens of a prompt are found again, and the cache with them. */
  async function restored(prompt: readonly number[], model = 'one') {
    const saved = await SavedCache.open(files, model);
    const cache = decoder.createCache(512);
    const scaling = (await computed([1])).scaling ?? { base: 0, mscale: 0 };
    await saved.restore(cache, saved.tokensFor(prompt, scaling), nextBlock);
    return { cache, tokens: cache.tokens.length };
  }

  it('holds in whole blocks what was computed, and the next token is drawn from the same logits', async () => {
    const original = await save(TOKENS);
    const { cache, tokens } = await restored(TOKENS);
    expect(tokens).toBe(WHOLE);
    expect(cache.readRows(0, WHOLE)).toEqual(original.readRows(0, WHOLE));
    const options = { ropeLength: 512 };
    const last = [...(await decoder.forward(cache, TOKENS.slice(WHOLE), options))];
    original.truncate(WHOLE);
    expect(last).toEqual([...(await decoder.forward(original, TOKENS.slice(WHOLE), options))]);
  });

  it('serves a prompt as far as it begins likewise', async () => {
    await save(TOKENS);
    const other = [...TOKENS.slice(0, 2 * BLOCK_TOKENS + 5), 7, 8, 9];
    expect((await restored(other)).tokens).toBe(2 * BLOCK_TOKENS);
    expect((await restored([5, ...TOKENS])).tokens).toBe(0);
  });

  it('grows with its text: what is there is not written again', async () => {
    await save(TOKENS.slice(0, 3 * BLOCK_TOKENS));
    const saved = await SavedCache.open(files, 'one');
    const cache = await computed(TOKENS);
    expect(saved.blocksToSave(cache, ALL)).toBe(3);
    await saved.update(cache, ALL);
    expect(saved.blocksToSave(cache, ALL)).toBe(0);
    expect((await restored(TOKENS)).tokens).toBe(WHOLE);
  });

  it('takes no more blocks than it may', async () => {
    const cache = await computed(TOKENS);
    await (await SavedCache.open(files, 'one')).update(cache, 2);
    expect((await restored(TOKENS)).tokens).toBe(2 * BLOCK_TOKENS);
  });

  it('becomes that of another text from where the texts part', async () => {
    await save(TOKENS);
    const other = [...TOKENS.slice(0, BLOCK_TOKENS), ...TOKENS.slice(0, 3 * BLOCK_TOKENS)];
    const original = await save(other);
    const { cache, tokens } = await restored(other);
    expect(tokens).toBe(4 * BLOCK_TOKENS);
    expect(cache.readRows(0, tokens)).toEqual(original.readRows(0, tokens));
    expect((await restored(TOKENS)).tokens).toBe(BLOCK_TOKENS);
  });

  it('is of no use to another model, nor with other rotations', async () => {
    await save(TOKENS);
    expect((await restored(TOKENS, 'another')).tokens).toBe(0);
    const saved = await SavedCache.open(files, 'one');
    expect(saved.tokensFor(TOKENS, { base: 1, mscale: 1 })).toBe(0);
  });

  it('ends before the first block that is not as it was noted', async () => {
    await save(TOKENS);
    const bytes = await readFile(files.data);
    const block = bytes.length / 6;
    bytes[3 * block + 10] = (bytes[3 * block + 10] ?? 0) ^ 1;
    await writeFile(files.data, bytes);
    expect((await restored(TOKENS)).tokens).toBe(3 * BLOCK_TOKENS);
    await truncate(files.data, block + 1);
    expect((await restored(TOKENS)).tokens).toBe(BLOCK_TOKENS);
    await rm(files.data);
    expect((await restored(TOKENS)).tokens).toBe(0);
  });

  it.each(['', '{', '{"version":1}', '{"version":2}'])('takes an index that is %j for none', async (text) => {
    await save(TOKENS);
    await writeFile(files.index, text);
    expect((await restored(TOKENS)).tokens).toBe(0);
  });

  it('ends where the cache is used for another text, or released, while it is saved', async () => {
    const cache = await computed(TOKENS);
    const saving = (await SavedCache.open(files, 'one')).update(cache, ALL);
    cache.truncate(BLOCK_TOKENS);
    await saving;
    expect((await restored(TOKENS)).tokens).toBe(BLOCK_TOKENS);
    const released = await computed(TOKENS);
    const ending = (await SavedCache.open(files, 'one')).update(released, ALL);
    released.release();
    await ending;
    expect((await restored(TOKENS)).tokens).toBe(BLOCK_TOKENS);
  });

  it('goes on from what the cache holds already', async () => {
    const original = await save(TOKENS);
    const cache = await computed(TOKENS.slice(0, 2 * BLOCK_TOKENS + 4));
    await (await SavedCache.open(files, 'one')).restore(cache, WHOLE, nextBlock);
    expect(cache.tokens.length).toBe(WHOLE);
    expect(cache.readRows(2 * BLOCK_TOKENS, WHOLE - 2 * BLOCK_TOKENS)).toEqual(
      original.readRows(2 * BLOCK_TOKENS, WHOLE - 2 * BLOCK_TOKENS),
    );
  });
});
