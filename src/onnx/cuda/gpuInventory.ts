import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
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

/** True when every file is there with its length: quick, and enough to say so; not enough to load them. */
export function isGpuInstalled(support: GpuSupport): boolean {
  const inventory = readInventory(support);
  return namesOf(support).every(
    (name) => bytesOf(path.join(support.folder, name)) === inventory[name]?.bytes,
  );
}

/**
 * True when every file has its hash, and may be loaded. It is read once: from then on by what nobody can set, the time of its
 * last change (ctime), as long as it is the same file.
 */
export function isGpuIntact(support: GpuSupport): boolean {
  if (!isGpuInstalled(support)) return false;
  const inventory = readInventory(support);
  const stamps = Object.fromEntries(namesOf(support).map((name) => [name, stampOf(support, name)]));
  const seal = JSON.stringify(stamps);
  if (seal === readSeal(support)) return true;
  const intact = namesOf(support).every((name) => hashNow(support, name) === inventory[name]?.sha256);
  // What was changed while it was read is read again the next time.
  if (intact) writeSeal(support, seal);
  return intact;
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

/** Lies beside the files: what they were when their hashes were last found right. */
const SEAL_FILE = 'verified.json';

/** Where the folder cannot be written into, for as long as the process lives. */
const seals = new Map<string, string>();

function readSeal({ folder }: GpuSupport): string | undefined {
  try {
    return readFileSync(path.join(folder, SEAL_FILE), 'utf8');
  } catch {
    return seals.get(folder);
  }
}

function writeSeal({ folder }: GpuSupport, seal: string): void {
  seals.set(folder, seal);
  try {
    writeFileSync(path.join(folder, SEAL_FILE), seal);
  } catch {
    // It is kept in memory.
  }
}

/** What changes with every change of a file, its name's and its time's included. */
function stampOf({ folder }: GpuSupport, name: string): string {
  const { dev, ino, size, ctimeNs } = statSync(path.join(folder, name), { bigint: true });
  return `${dev}:${ino}:${size}:${ctimeNs}`;
}

/** SHA-256 in hex, at once: what is loaded next is what was read. */
function hashNow({ folder }: GpuSupport, name: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(2 ** 20);
  const file = openSync(path.join(folder, name), 'r');
  try {
    for (let bytes = readSync(file, piece); bytes > 0; bytes = readSync(file, piece)) {
      hash.update(piece.subarray(0, bytes));
    }
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
}
