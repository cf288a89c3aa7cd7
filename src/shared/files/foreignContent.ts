import { open } from 'node:fs/promises';
import { UserError } from '../errors.ts';

const HEAD_BYTES = 512;
const LFS_POINTER = /^version https:\/\/git-lfs\.github\.com\/spec\//;
const WEB_PAGE = /^\s*(?:<!doctype html|<html\b|<head\b)/i;

/** @throws UserError for a file that is not what its name says, but what a download leaves that went wrong */
export async function refuseForeign(file: string): Promise<void> {
  const foreign = await foreignContent(file);
  if (foreign) throw new UserError(file, foreign, 'download it again, with Git LFS where it comes by Git');
}

/**
 * What a file is that stands in the place of another one: what a download leaves that went wrong.
 * @returns undefined for a file that is none of these
 */
async function foreignContent(file: string): Promise<string | undefined> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.toString('latin1', 0, bytesRead);
    if (bytesRead === 0) return 'it is empty';
    if (LFS_POINTER.test(head)) return 'it is a Git LFS pointer and not the file itself';
    return WEB_PAGE.test(head.replace(/^\xef\xbb\xbf/, ''))
      ? 'it is a web page and not the file itself'
      : undefined;
  } finally {
    await handle.close();
  }
}
