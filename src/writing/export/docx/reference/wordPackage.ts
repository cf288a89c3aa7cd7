import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';

/** Why a file's styles cannot be taken over. */
export type ReferenceProblem = 'format' | 'protected' | 'large';

/** A file whose styles cannot be taken over. */
export class ReferenceFailure extends Error {
  constructor(readonly problem: ReferenceProblem) {
    super(problem);
    this.name = 'ReferenceFailure';
  }
}

/** Bytes that what is read of a file may unpack to. */
const MOST_BYTES = 64 * 2 ** 20;
/** Older Word files, and newer ones with a password, begin so. */
const COMPOUND = [0xd0, 0xcf, 0x11, 0xe0];

/** The parts of a Word file that make its look, by their names. */
export type Parts = ReadonlyMap<string, Buffer>;

/**
 * Reads the parts of a Word file but for those that hold none of its look.
 * @throws ReferenceFailure when it is none, has a password, or unpacks to more than 64 MiB
 */
export async function readParts(file: Uint8Array): Promise<Parts> {
  if (COMPOUND.every((byte, index) => file[index] === byte)) throw new ReferenceFailure('protected');
  const parts = new Map<string, Buffer>();
  let room = MOST_BYTES;
  try {
    const zip = await yauzl.fromBufferPromise(Buffer.from(file));
    for await (const entry of zip.eachEntry()) {
      if (!/^word\/(?!embeddings\/|activeX\/).*\.\w+$/.test(entry.fileName)) continue;
      room -= entry.uncompressedSize;
      if (room < 0) throw new ReferenceFailure('large');
      if ((entry.generalPurposeBitFlag & 1) !== 0) throw new ReferenceFailure('protected');
      // A part that is longer than it says ends in an error.
      parts.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
    }
  } catch (cause) {
    if (cause instanceof ReferenceFailure) throw cause;
    throw new ReferenceFailure('format');
  }
  return parts;
}

/** The text of a part; undefined where there is none. */
export function xmlOf(parts: Parts, name: string): string | undefined {
  return parts
    .get(name)
    ?.toString('utf8')
    .replace(/^\ufeff/, '');
}

/** What a part refers to. */
export interface Relationship {
  readonly id: string;
  /** The last word of its type, such as `image`. */
  readonly type: string;
  readonly target: string;
  readonly isExternal: boolean;
}

/** The relationships of a part of the folder `word`; targets are names of parts, save those outside. */
export function relationshipsOf(parts: Parts, name: string): Relationship[] {
  const file = name.slice(name.lastIndexOf('/') + 1);
  const xml = xmlOf(parts, `word/_rels/${file}.rels`) ?? '';
  return [...xml.matchAll(/<Relationship\b[^>]*>/g)].map(([relationship]) => {
    const value = attribute(relationship, 'Target');
    const isExternal = attribute(relationship, 'TargetMode') === 'External';
    return {
      id: attribute(relationship, 'Id'),
      type: attribute(relationship, 'Type').replace(/^.*\//, ''),
      target: isExternal ? value : value.startsWith('/') ? value.slice(1) : `word/${value}`,
      isExternal,
    };
  });
}

/** The value of an attribute of an element's opening tag, as it is written; empty where it has none. */
export function attribute(tag: string, name: string): string {
  return (
    new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)
      .exec(tag)
      ?.slice(1)
      .find((each) => each !== undefined) ?? ''
  );
}
