import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readImage } from './imageSize.ts';
import type { PictureFile, PictureProblem, Pictures } from './picture.ts';

const MOST_BYTES = 64 * 2 ** 20;

/**
 * Reads the pictures that a document names. Nothing comes from the net: what is no path on this machine is not looked for.
 * @param folder that of the document, for paths that begin there; none for one that was never saved
 * @throws AbortError when `signal` aborts
 */
export async function readPictures(
  addresses: readonly string[],
  folder: string | undefined,
  signal: AbortSignal,
): Promise<Pictures> {
  const pictures = new Map<string, PictureFile | PictureProblem>();
  for (const address of addresses) {
    signal.throwIfAborted();
    if (!pictures.has(address)) pictures.set(address, await readPicture(address, folder));
  }
  return pictures;
}

async function readPicture(
  address: string,
  folder: string | undefined,
): Promise<PictureFile | PictureProblem> {
  const file = localPath(address);
  if (file === undefined) return /^data:/i.test(address) ? 'format' : 'remote';
  if (folder === undefined && !path.isAbsolute(file)) return 'missing';
  try {
    const found = path.resolve(folder ?? '', file);
    const { size, isFile } = await lookAt(found);
    if (!isFile) return 'missing';
    if (size > MOST_BYTES) return 'large';
    return readImage(await readFile(found)) ?? 'format';
  } catch {
    return 'missing';
  }
}

async function lookAt(file: string): Promise<{ readonly size: number; readonly isFile: boolean }> {
  const found = await stat(file);
  return { size: found.size, isFile: found.isFile() };
}

/** The path that an address names; undefined for one of another machine, in whatever way it is written. */
function localPath(address: string): string | undefined {
  const isFileUrl = /^file:/i.test(address);
  const hasScheme = /^[a-z][a-z\d+.-]+:/i.test(address);
  if (hasScheme && !isFileUrl) return undefined;
  const file = isFileUrl ? pathOfUrl(address) : decoded(address);
  return file === undefined || /^[\\/]{2}/.test(file) ? undefined : file;
}

function pathOfUrl(address: string): string | undefined {
  try {
    return fileURLToPath(address);
  } catch {
    return undefined;
  }
}

/** In Markdown a space is often written as %20. */
function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
