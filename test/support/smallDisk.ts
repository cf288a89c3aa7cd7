import { spawnSync } from 'node:child_process';
import { statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'vitest';
import { inTemporaryFolder } from './checkpoint.ts';

/** A disk in memory. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all room but so many bytes (whole pages of 4096 bytes). */
  fill(free?: number): void;
  /** Makes it as large as this, and what fills it stays. */
  resize(bytes: number): void;
}

/** Runs `use` with a disk of so many bytes, which only root on Linux can make: elsewhere the test is skipped, and says so. */
export async function onSmallDisk(
  { skip }: Pick<TestContext, 'skip'>,
  bytes: number,
  use: (disk: SmallDisk) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const mount = (options: string) =>
      spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
    if (!mount(`size=${bytes}`)) skip('only root on Linux can make a disk as small as this test needs');
    try {
      await use({
        folder,
        fill(free = 0) {
          const { bavail, bsize } = statfsSync(folder);
          writeFileSync(path.join(folder, 'filler'), new Uint8Array(Math.max(bavail * bsize - free, 0)));
        },
        resize(size) {
          if (!mount(`remount,size=${size}`)) throw new Error('the disk cannot be made larger');
        },
      });
    } finally {
      spawnSync('umount', [folder]);
    }
  });
}
