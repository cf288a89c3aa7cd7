import path from 'node:path';
import type { XmlElement } from '@rgrove/parse-xml';
import yauzl from 'yauzl';
import { LARGEST_UNPACKED, ReadFailure } from '../readerResult.ts';
import { attribute, elements, parseXml } from './xml.ts';

/** The XML parts of an Office file by their path, without the pictures; see ECMA-376 part 2. */
export type Parts = ReadonlyMap<string, Buffer>;

/** A relation of a part to another. */
interface Relation {
  readonly id: string;
  /** The end of its type's address, such as `slide`. */
  readonly type: string;
  /** Path of the part that it leads to. */
  readonly target: string;
}

/** Unpacks the XML parts. @throws ReadFailure when they are larger than they may be, whatever the archive says of their size */
export async function readParts(bytes: Buffer): Promise<Parts> {
  const parts = new Map<string, Buffer>();
  let room = LARGEST_UNPACKED;
  const archive = await yauzl.fromBufferPromise(bytes, { lazyEntries: true });
  for await (const entry of archive.eachEntry()) {
    if (!/\.(?:xml|rels)$/i.test(entry.fileName)) continue;
    if (entry.generalPurposeBitFlag & 1) throw new ReadFailure('locked');
    const chunks: Buffer[] = [];
    for await (const chunk of await archive.openReadStreamPromise(entry)) {
      room -= chunk.length;
      if (room < 0) throw new ReadFailure('unpacksTooLarge');
      chunks.push(chunk);
    }
    parts.set(entry.fileName.replaceAll('\\', '/'), Buffer.concat(chunks));
  }
  return parts;
}

/**
 * The part that holds the document, the presentation or the workbook.
 * @param kind name of its element
 * @throws ReadFailure when the file is another kind's
 */
export function mainPart(parts: Parts, kind: string): { readonly path: string; readonly root: XmlElement } {
  const found = relationsOf(parts, '').find(({ type }) => type === 'officeDocument');
  if (!found) throw new ReadFailure(parts.has('[Content_Types].xml') ? 'damaged' : 'wrongEnding');
  const root = part(parts, found.target);
  if (!root.name.endsWith(kind)) throw new ReadFailure('wrongEnding');
  return { path: found.target, root };
}

/** A part's element. @throws ReadFailure when the part is missing */
export function part(parts: Parts, name: string): XmlElement {
  const bytes = parts.get(name);
  if (!bytes) throw new ReadFailure('damaged');
  return parseXml(bytes);
}

/** What a part refers to; `''` is the package itself. */
export function relationsOf(parts: Parts, name: string): readonly Relation[] {
  const folder = path.posix.dirname(name);
  const bytes = parts.get(path.posix.join(folder, '_rels', `${path.posix.basename(name)}.rels`));
  if (!bytes) return [];
  return elements(parseXml(bytes), 'Relationship').map((relation) => {
    const target = attribute(relation, 'Target') ?? '';
    return {
      id: attribute(relation, 'Id') ?? '',
      type: path.posix.basename(attribute(relation, 'Type') ?? ''),
      target: path.posix.join(target.startsWith('/') ? '' : folder, target).replace(/^\//, ''),
    };
  });
}
