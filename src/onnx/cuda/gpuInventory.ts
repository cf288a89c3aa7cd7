import { readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { hashFile } from '../../shared/files/fileHash.ts';
import type { GpuSupport } from './gpuSupport.ts';

/** Lies beside the files that it lists. */
const INVENTORY_FILE = 'files.json';

const INVENTORY = v.record(v.string(), v.object({ bytes: v.number(), sha256: v.string() }));

type Inventory = v.InferOutput<typeof INVENTORY>;

/**
 * Notes lengths and hashes of GPU support's files, by which damage is noticed later.
 * @param folder where they lie
 * @throws the system's error when one cannot be read; the signal's reason when aborted
 */
export async function writeInventory(
  folder: string,
  support: GpuSupport,
  signal?: AbortSignal,
): Promise<void> {
  const inventory: Inventory = {};
  for (const name of namesOf(support)) {
    const file = path.join(folder, name);
    inventory[name] = { bytes: statSync(file).size, sha256: await hashFile(file, 'sha256', { signal }) };
  }
  await writeFile(path.join(folder, INVENTORY_FILE), JSON.stringify(inventory), { flush: true });
}

/** True when every file is there with its length: quick, and enough to load them. */
export function isGpuInstalled(support: GpuSupport): boolean {
  const inventory = readInventory(support);
  return namesOf(support).every(
    (name) => bytesOf(path.join(support.folder, name)) === inventory[name]?.bytes,
  );
}

/**
 * Reads every file and compares it with its hash.
 * @returns the name of the first that is damaged or missing
 * @throws the signal's reason when aborted
 */
export async function damagedGpuFile(support: GpuSupport, signal?: AbortSignal): Promise<string | undefined> {
  const inventory = readInventory(support);
  for (const name of namesOf(support)) {
    const found = await hashFile(path.join(support.folder, name), 'sha256', { signal }).catch(() => '');
    signal?.throwIfAborted();
    if (found !== inventory[name]?.sha256) return name;
  }
  return undefined;
}

function namesOf({ files, library }: GpuSupport): string[] {
  return [library, ...files];
}

/** Empty where it cannot be read: every file then counts as damaged. */
function readInventory({ folder }: GpuSupport): Inventory {
  try {
    return v.parse(INVENTORY, JSON.parse(readFileSync(path.join(folder, INVENTORY_FILE), 'utf8')));
  } catch {
    return {};
  }
}

/** Of what cannot be read -1, which no inventory holds. */
function bytesOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return -1;
  }
}
