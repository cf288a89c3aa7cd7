import { readdir, stat } from 'node:fs/promises';
import { DATA_ENDING, filesOfData, savedCacheFiles } from '../engine/sidecar/savedCacheFiles.ts';
import { megabytes } from '../shared/byteText.ts';
import { messageOf } from '../shared/errors.ts';
import { freeDiskBytes } from '../shared/files/freeDisk.ts';
import { makeFolder } from '../shared/files/makeFolder.ts';
import type { KvCache } from '../telechat/decoding/kvCache.ts';
import {
  BLOCK_TOKENS,
  removeSavedCache,
  SavedCache,
  type SavedCacheFiles,
} from '../telechat/decoding/savedCache.ts';
import type { RotaryScaling } from '../telechat/network/rotary.ts';

/** Bytes a second that a disk is trusted to read before it has been seen to: a slow one's. */
const CAUTIOUS_SPEED = 200e6;
/** Less than that is not worth the disk's wear. */
const LEAST_GAIN_SECONDS = 2;
/** Of the free space, so much is left alone. */
const FREE_SHARE_KEPT = 0.5;
const LONGEST_KEPT_MS = 7 * 24 * 3600 * 1000;

/** Where KV caches are saved, and when that is worth its while. */
export interface SavedCachesOptions {
  /** Made where it is not there. */
  readonly folder: string;
  /** Most bytes of all together; 0 keeps none, and removes what was kept. */
  readonly mostBytes: number;
  /** Least seconds that reading must gain over computing. Default: 2. */
  readonly leastGain?: number | undefined;
}

interface Entry {
  readonly files: SavedCacheFiles;
  readonly usedAt: number;
  readonly bytes: number;
}

/**
 * KV caches that outlive the process: saved where to read them is faster than to compute them again, as both have been seen
 * to go on this machine. The one that was not used for longest goes first.
 */
export class SavedCaches {
  private saving: Promise<void>;
  private readSpeed = CAUTIOUS_SPEED;
  private readonly forgotten = new Set<string>();

  /**
   * @param model names the model exactly
   * @param log hears of what was saved and read, and what could not be
   */
  constructor(
    private readonly options: SavedCachesOptions,
    private readonly model: string,
    private readonly log: (line: string) => void,
  ) {
    // Also of what nothing will be added to any more.
    this.saving = this.dropOldest().catch(() => undefined);
  }

  /**
   * Reads what is saved of a prompt into a cache that holds less of it.
   * @param reusable tokens of the prompt that the cache holds already
   * @param beforeBlock see SavedCache.restore
   */
  async restore(
    slot: string,
    cache: KvCache,
    { prompt, reusable, scaling }: { prompt: readonly number[]; reusable: number; scaling: RotaryScaling },
    beforeBlock: (tokens: number) => Promise<void>,
  ): Promise<void> {
    this.forgotten.delete(slot);
    const saved = await SavedCache.open(this.files(slot), this.model);
    // The last token's logits are needed: it is computed in any case.
    const until = Math.min(saved.tokensFor(prompt, scaling), prompt.length - 1);
    if (until < reusable + BLOCK_TOKENS) return;
    cache.truncate(reusable);
    const started = performance.now();
    const bytes = await saved.restore(cache, until, beforeBlock);
    if (bytes === 0) return;
    const seconds = (performance.now() - started) / 1000;
    this.readSpeed = bytes / seconds;
    this.log(`KV cache read: ${cache.tokens.length} tokens in ${seconds.toFixed(2)} s`);
  }

  /**
   * Saves a slot's cache, after those before it, if that pays.
   * @param prefillSpeed tokens that the model computes a second
   */
  save(slot: string, cache: KvCache, prefillSpeed: number): void {
    const save = async () => {
      const paying = this.gain(cache, prefillSpeed) >= (this.options.leastGain ?? LEAST_GAIN_SECONDS);
      if (cache.isReleased || this.forgotten.has(slot) || !paying) return;
      const saved = await SavedCache.open(this.files(slot), this.model);
      const blockBytes = BLOCK_TOKENS * cache.rowBytes;
      const most = Math.floor(this.options.mostBytes / blockBytes);
      const bytes = saved.blocksToSave(cache, most) * blockBytes;
      if (bytes === 0) return;
      await makeFolder(this.options.folder, 0o700);
      if (!(await this.hasRoom(bytes))) return;
      await saved.update(cache, most);
      this.log(`KV cache saved: ${megabytes(bytes)} MB more`);
      await this.dropOldest(this.files(slot));
    };
    this.saving = this.saving
      .then(save)
      .catch((error: unknown) => this.log(`KV cache not saved: ${messageOf(error)}`));
  }

  /** Removes what is saved of a slot, once and for all. */
  async forget(slot: string): Promise<void> {
    this.forgotten.add(slot);
    await this.saving;
    await removeSavedCache(this.files(slot));
  }

  /** Seconds that reading the cache gains over computing it. */
  private gain({ tokens, rowBytes }: KvCache, prefillSpeed: number): number {
    return tokens.length / prefillSpeed - (tokens.length * rowBytes) / this.readSpeed;
  }

  private async hasRoom(bytes: number): Promise<boolean> {
    return bytes <= (await freeDiskBytes(this.options.folder)) * (1 - FREE_SHARE_KEPT);
  }

  /** Removes what is too old, and the oldest until the rest fits. */
  private async dropOldest(latest?: SavedCacheFiles): Promise<void> {
    const entries = (await this.entries()).sort((one, other) => other.usedAt - one.usedAt);
    let bytes = 0;
    for (const entry of entries) {
      bytes += entry.bytes;
      const isTooOld = Date.now() - entry.usedAt > LONGEST_KEPT_MS;
      if (entry.files.data !== latest?.data && (isTooOld || bytes > this.options.mostBytes)) {
        await removeSavedCache(entry.files);
      }
    }
  }

  private async entries(): Promise<Entry[]> {
    const { folder } = this.options;
    const names = (await readdir(folder)).filter((name) => name.endsWith(DATA_ENDING));
    const entries = names.map(async (name) => {
      const files = filesOfData(folder, name);
      const data = await stat(files.data);
      const { mtimeMs } = await stat(files.index).catch(() => data);
      return { files, usedAt: mtimeMs, bytes: data.size };
    });
    // Another window may have removed one meanwhile.
    const found = await Promise.allSettled(entries);
    return found.flatMap((entry) => (entry.status === 'fulfilled' ? [entry.value] : []));
  }

  private files(slot: string): SavedCacheFiles {
    return savedCacheFiles(this.options.folder, slot);
  }
}
