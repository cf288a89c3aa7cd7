import { gzipSync } from 'node:zlib';
import { Header } from 'tar';

const BLOCK = 512;

export interface TarEntry {
  readonly path: string;
  readonly content?: Buffer;
  /** Makes it a symbolic link. */
  readonly link?: string;
  /** Makes it another name of a file. */
  readonly hardLink?: string;
}

/** A .tgz with any entries, also such as no honest program writes. */
export function tarball(entries: readonly TarEntry[]): Buffer {
  return gzipSync(Buffer.concat([...entries.flatMap(blocks), Buffer.alloc(2 * BLOCK)]));
}

function blocks({ path, content = Buffer.alloc(0), link, hardLink }: TarEntry): Buffer[] {
  const block = Buffer.alloc(BLOCK);
  const type = link ? 'SymbolicLink' : hardLink ? 'Link' : 'File';
  const size = content.length;
  new Header({
    path,
    type,
    size,
    mode: 0o644,
    mtime: new Date(0),
    ...(link || hardLink ? { linkpath: link ?? hardLink } : {}),
  }).encode(block, 0);
  return [block, content, Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)];
}
