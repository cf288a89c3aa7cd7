import { statfs } from 'node:fs/promises';

/** Bytes that are free, for an ordinary account, on the disk of a folder. @throws the system's error where there is no such folder */
export async function freeDiskBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
