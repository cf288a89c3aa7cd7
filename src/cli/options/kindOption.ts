import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UsageError } from '../../shared/errors.ts';
import type { FieldValues } from '../../writing/documents/fields.ts';
import { type DocumentKind, documentKinds, findKind } from '../../writing/documents/index.ts';
import {
  KIND_FOLDER,
  type KindFile,
  kindFileError,
  parseKindFile,
  readKindFiles,
} from '../../writing/documents/kindFile.ts';
import { printProgress } from '../output/output.ts';
import { readText } from './dialogFile.ts';

/** The kinds that come with the product, for the help of `--kind`. */
export const KIND_NAMES = documentKinds.map(({ id, name }) => `${id} (${name})`).join(', ');

/** What `--field` takes for each kind, for the end of the help. */
export const FIELD_HELP = [
  '',
  'Fields of the kinds (--field name=value):',
  ...documentKinds.map(({ id, fields }) => `  ${id}: ${fields.map(fieldHelp).join(', ')}`),
  `A kind of your own is a Markdown file, given by its path or found in ${KIND_FOLDER} of this folder by its id or name.`,
].join('\n');

/**
 * The kind that `--kind` names: one that comes with the product, one in this folder's `.telechat/documents`, or a file.
 * @throws UsageError when there is none, or its file has an error
 */
export async function resolveKind(name: string): Promise<DocumentKind> {
  if (/\.md$/i.test(name)) return parseKindFile({ path: name, text: await readText(name) });
  const supplied = documentKinds.find((kind) => [kind.id, kind.name, kind.englishName].includes(name.trim()));
  if (supplied) return supplied;
  return findKind(name, await ownKinds(name.trim()));
}

/**
 * The kinds in this folder's `.telechat/documents`; a file with an error is warned of.
 * @param wanted name of the file whose error matters
 * @throws UsageError when that file has one
 */
export async function ownKinds(wanted?: string): Promise<readonly DocumentKind[]> {
  const files = await ownKindFiles(wanted);
  const { kinds, problems } = readKindFiles(files);
  for (const file of files) {
    const found = problems.get(file.path);
    if (!found) continue;
    const error = kindFileError(file, found);
    if (path.basename(file.path, '.md') === wanted) throw error;
    printProgress(`warning: ${error.message}`);
  }
  return kinds;
}

/** `--field name=value`, given again and again. @throws UsageError when there is no `=` in it */
export function collectField(text: string, fields: FieldValues): FieldValues {
  const [, name, value] = /^\s*([^=]+?)\s*=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return { ...fields, [name]: value };
  throw new UsageError(
    `--field ${JSON.stringify(text)}`,
    'it is no name=value',
    'give for example period=2026',
  );
}

async function ownKindFiles(wanted: string | undefined): Promise<KindFile[]> {
  const names = await readdir(KIND_FOLDER).catch(() => []);
  const paths = names.filter((name) => /\.md$/i.test(name)).map((name) => path.join(KIND_FOLDER, name));
  const read = paths.sort().map(async (file) => {
    try {
      return [{ path: file, text: await readText(file) }];
    } catch (error) {
      // One that cannot be read hides no other.
      if (path.basename(file, '.md') === wanted) throw error;
      printProgress(`warning: ${messageOf(error)}`);
      return [];
    }
  });
  return (await Promise.all(read)).flat();
}

function fieldHelp({ id, label }: DocumentKind['fields'][number]): string {
  return `${id} (${label})`;
}
