import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rm, utimes } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import { isDiskFull } from '../../shared/files/diskFull.ts';
import { replaceFile } from '../../shared/files/replaceFile.ts';
import type { RotaryScaling } from '../network/rotary.ts';
import type { KvCache } from './kvCache.ts';

/** Tokens that are written, checked and read at a time. */
export const BLOCK_TOKENS = 16;
/** What so many blocks hold is found again even if the process ends in the middle of a longer saving. */
const NOTED_BLOCKS = 32;

const INDEX = v.object({
  version: v.literal(1),
  model: v.string(),
  base: v.number(),
  mscale: v.number(),
  tokens: v.array(v.number()),
  checksums: v.array(v.number()),
});

type Index = v.InferOutput<typeof INDEX>;

/** Where a saved cache lies: what it holds, as JSON, and the keys and values themselves. */
export interface SavedCacheFiles {
  readonly index: string;
  readonly data: string;
}

/**
 * The keys and values of a text on the disk, block by block, so that after a restart they need not be computed again. Each
 * block is noted with its CRC-32: one that another process wrote over, or that a power failure cut off, is computed again.
 */
export class SavedCache {
  private constructor(
    private readonly files: SavedCacheFiles,
    private index: Index,
  ) {}

  /**
   * Reads what the files hold.
   * @param model names the model exactly; of another one nothing is taken
   */
  static async open(files: SavedCacheFiles, model: string): Promise<SavedCache> {
    const text = await readFile(files.index, 'utf8').catch(() => '');
    return new SavedCache(files, readIndex(text, model) ?? emptyIndex(model));
  }

  /** How many of its tokens a prompt begins with, in whole blocks, when they are rotated so. */
  tokensFor(prompt: readonly number[], scaling: RotaryScaling): number {
    return this.isRotatedWith(scaling) ? this.commonBlocks(prompt) * BLOCK_TOKENS : 0;
  }

  /**
   * Brings a cache up to the first `until` of the saved tokens, as far as the blocks are whole. What the cache holds must be
   * of the same text, and rotated likewise.
   * @param beforeBlock awaited before each block, with the tokens that the cache then holds; what it throws ends the reading
   * @returns bytes read
   */
  async restore(
    cache: KvCache,
    until: number,
    beforeBlock: (tokens: number) => Promise<void>,
  ): Promise<number> {
    const first = Math.floor(cache.tokens.length / BLOCK_TOKENS);
    cache.truncate(first * BLOCK_TOKENS);
    const file = await open(this.files.data, 'r').catch(() => undefined);
    if (!file) return 0;
    const rows = new Uint8Array(BLOCK_TOKENS * cache.rowBytes);
    let block = first;
    try {
      for (; (block + 1) * BLOCK_TOKENS <= until; block++) {
        await beforeBlock(cache.tokens.length);
        if (!(await this.readBlock(file, block, rows))) break;
        cache.scaling = { base: this.index.base, mscale: this.index.mscale };
        cache.appendRows(this.tokensOf(block), rows);
      }
    } finally {
      await file.close();
    }
    // Those used last are kept longest.
    await utimes(this.files.index, new Date(), new Date()).catch(() => undefined);
    return (block - first) * BLOCK_TOKENS * cache.rowBytes;
  }

  /** Blocks of the cache that are not saved yet. */
  blocksToSave(cache: KvCache, mostBlocks: number): number {
    return Math.max(0, blocksOf(cache, mostBlocks) - this.blocksKept(cache));
  }

  /**
   * Saves what a cache holds in whole blocks, and what is saved already stays. The cache may be used meanwhile: where its
   * tokens become others, the saving ends.
   * @throws the file system's error; what was saved is then gone where the disk is full
   */
  async update(cache: KvCache, mostBlocks: number): Promise<void> {
    const { scaling } = cache;
    if (!scaling || this.blocksToSave(cache, mostBlocks) === 0) return;
    const kept = this.blocksKept(cache);
    const tokens = cache.tokens.slice(0, blocksOf(cache, mostBlocks) * BLOCK_TOKENS);
    const next: Index = {
      ...this.index,
      ...scaling,
      tokens: tokens.slice(0, kept * BLOCK_TOKENS),
      checksums: this.index.checksums.slice(0, kept),
    };
    try {
      await this.writeBlocks(cache, tokens, next);
      await this.writeIndex(next);
    } catch (error) {
      if (isDiskFull(error)) await removeSavedCache(this.files);
      throw error;
    }
  }

  private async writeBlocks(cache: KvCache, tokens: readonly number[], next: Index): Promise<void> {
    const file = await open(this.files.data, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      for (let block = next.checksums.length; block * BLOCK_TOKENS < tokens.length; block++) {
        const ids = tokens.slice(block * BLOCK_TOKENS, (block + 1) * BLOCK_TOKENS);
        const rows = holds(cache, block, ids, next)
          ? cache.readRows(block * BLOCK_TOKENS, ids.length)
          : undefined;
        if (!rows) return;
        await file.write(rows, 0, rows.length, block * rows.length);
        next.tokens.push(...ids);
        next.checksums.push(crc32(rows));
        if (next.checksums.length % NOTED_BLOCKS === 0) await this.writeIndex(next);
      }
    } finally {
      await file.close();
    }
  }

  private async writeIndex(next: Index): Promise<void> {
    await replaceFile(this.files.index, JSON.stringify(next), { mode: 0o600 });
    this.index = next;
  }

  /** @returns false when the block is not there as it was noted */
  private async readBlock(file: FileHandle, block: number, rows: Uint8Array): Promise<boolean> {
    const { bytesRead } = await file.read(rows, 0, rows.length, block * rows.length);
    return bytesRead === rows.length && crc32(rows) === this.index.checksums[block];
  }

  /** Whole blocks of the cache that are saved as they are. */
  private blocksKept(cache: KvCache): number {
    return cache.scaling && this.isRotatedWith(cache.scaling) ? this.commonBlocks(cache.tokens) : 0;
  }

  private commonBlocks(tokens: readonly number[]): number {
    let common = 0;
    while (common < tokens.length && tokens[common] === this.index.tokens[common]) common++;
    return Math.floor(common / BLOCK_TOKENS);
  }

  private isRotatedWith({ base, mscale }: RotaryScaling): boolean {
    return this.index.base === base && this.index.mscale === mscale;
  }

  private tokensOf(block: number): readonly number[] {
    return this.index.tokens.slice(block * BLOCK_TOKENS, (block + 1) * BLOCK_TOKENS);
  }
}

/** Removes a saved cache, if there is one. */
export async function removeSavedCache({ index, data }: SavedCacheFiles): Promise<void> {
  await rm(index, { force: true });
  await rm(data, { force: true });
}

function readIndex(text: string, model: string): Index | undefined {
  if (text === '') return undefined;
  try {
    const index = v.parse(INDEX, JSON.parse(text));
    const isWhole = index.tokens.length === index.checksums.length * BLOCK_TOKENS;
    return index.model === model && isWhole ? index : undefined;
  } catch {
    return undefined;
  }
}

function emptyIndex(model: string): Index {
  return { version: 1, model, base: 0, mscale: 0, tokens: [], checksums: [] };
}

function blocksOf(cache: KvCache, mostBlocks: number): number {
  return Math.min(mostBlocks, Math.floor(cache.tokens.length / BLOCK_TOKENS));
}

/** Whether a cache that may have been used meanwhile still holds these tokens, rotated likewise. */
function holds(cache: KvCache, block: number, ids: readonly number[], { base, mscale }: Index): boolean {
  const { isReleased, scaling, tokens } = cache;
  if (isReleased || scaling?.base !== base || scaling.mscale !== mscale) return false;
  return ids.every((id, index) => tokens[block * BLOCK_TOKENS + index] === id);
}
