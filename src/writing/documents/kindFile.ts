import * as l10n from '@vscode/l10n';
import { UsageError } from '../../shared/errors.ts';
import { placeholders } from './fields.ts';
import { documentKinds } from './index.ts';
import type { DocumentKind, KindWording } from './kind.ts';
import { type FrontMatter, type KindFileProblem, readFrontMatter } from './kindFrontMatter.ts';

/** Where the kinds of a user's own lie in a workspace. */
export const KIND_FOLDER = '.telechat/documents';

/** A Markdown file with front matter that describes a kind of document. */
export interface KindFile {
  /** Its path as the person knows it. */
  readonly path: string;
  readonly text: string;
}

/** What files of kinds hold: the kinds of the good ones, and what is wrong with the others, by path. */
export interface KindFiles {
  readonly kinds: readonly DocumentKind[];
  readonly problems: ReadonlyMap<string, readonly KindFileProblem[]>;
}

/** Longest instructions, example included: they are part of every prompt. */
const MOST_INSTRUCTIONS = 4000;
const USUAL_LENGTH = 800;
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
const SAMPLE_HEADING = /^#{1,6}[ \t]*(?:示例|范例|例文|Example|Sample)[ \t]*$/im;

/** Reads files of kinds; a broken one does not hide the others. Of two kinds with the same name, the first counts. */
export function readKindFiles(files: readonly KindFile[]): KindFiles {
  const kinds: DocumentKind[] = [];
  const problems = new Map<string, readonly KindFileProblem[]>();
  for (const file of files) {
    const read = readKindFile(file, [...documentKinds, ...kinds]);
    if (Array.isArray(read)) problems.set(file.path, read);
    else kinds.push(read);
  }
  return { kinds, problems };
}

/** Reads one file. @throws UsageError naming the file, the entry, the reason and the next step */
export function parseKindFile(file: KindFile): DocumentKind {
  const read = readKindFile(file, documentKinds);
  if (!Array.isArray(read)) return read;
  throw kindFileError(file, read);
}

/** The first problem of a file as an error. */
export function kindFileError({ path, text }: KindFile, [first]: readonly KindFileProblem[]): UsageError {
  const line = text.slice(0, first?.start).split('\n').length;
  const what = first?.entry ? l10n.t('{0} in {1}', first.entry, `${path}:${line}`) : `${path}:${line}`;
  return new UsageError(what, first?.reason ?? '', first?.nextStep ?? '');
}

function readKindFile(file: KindFile, taken: readonly DocumentKind[]): DocumentKind | KindFileProblem[] {
  const read = readFrontMatter(file.text);
  if ('problems' in read) return read.problems;
  const { entries, problemAt, body } = read;
  const kind = kindOfFile(entries, body.text, stem(file.path));
  const problems = [
    ...clashes(kind, taken).map(([entry, reason]) =>
      problemAt([entry], reason, l10n.t('give it another one')),
    ),
    ...twice(kind.fields.map(({ id }) => id)).map((index) =>
      problemAt(
        ['fields', index, 'id'],
        l10n.t('another field has it already'),
        l10n.t('give it another one'),
      ),
    ),
    ...(['opening', 'closing'] as const).flatMap((entry) =>
      unknownPlaceholders(kind, entry).map(({ index, id }) =>
        problemAt(
          [entry, index],
          l10n.t('there is no field {0}', id),
          l10n.t('add it to "fields", or correct the name'),
        ),
      ),
    ),
    ...(body.text.length > MOST_INSTRUCTIONS
      ? [
          {
            entry: l10n.t('the instructions'),
            reason: l10n.t(
              'they have {0} characters, and {1} at most fit into a prompt',
              body.text.length,
              MOST_INSTRUCTIONS,
            ),
            nextStep: l10n.t('shorten them'),
            start: body.start,
            end: body.start + body.text.length,
          },
        ]
      : []),
  ];
  return problems.length > 0 ? problems : kind;
}

function kindOfFile(entries: FrontMatter, body: string, fileName: string): DocumentKind {
  const wording = wordingOf(entries, body);
  return {
    id: entries.id ?? fileName,
    name: entries.name,
    englishName: entries.englishName ?? entries.name,
    isKnownToDemoModel: false,
    typicalLength: entries.typicalLength ?? USUAL_LENGTH,
    fields: (entries.fields ?? []).map(({ englishLabel, example = '', ...field }) => ({
      ...field,
      example,
      englishLabel: englishLabel ?? field.label,
    })),
    example: { topic: entries.example?.topic ?? '', points: entries.example?.points ?? [] },
    headings: entries.headings ?? 'numbered',
    body: entries.body ?? 'prose',
    // One person, one language: what they wrote serves for both.
    wordings: { zh: wording, en: wording },
  };
}

function wordingOf(entries: FrontMatter, body: string): KindWording {
  const [instructions = '', sample = ''] = body.replace(COMMENT, '').split(SAMPLE_HEADING, 2);
  return {
    outlineRules: entries.outlineRules ?? '',
    contents: instructions.trim(),
    tone: entries.tone ?? '',
    ...(sample.trim() === '' ? {} : { sample: sample.trim() }),
    opening: entries.opening ?? [],
    closing: entries.closing ?? [],
    defaultSections: entries.sections.map((section) =>
      typeof section === 'string'
        ? { title: section, points: [] }
        : { title: section.title, points: section.points ?? [] },
    ),
  };
}

function clashes(kind: DocumentKind, taken: readonly DocumentKind[]): ['id' | 'name', string][] {
  const entries = ['id', 'name'] as const;
  return entries.flatMap((entry): ['id' | 'name', string][] => {
    const other = taken.find((each) => each.id === kind[entry] || each.name === kind[entry]);
    return other ? [[entry, l10n.t('the kind {0} ({1}) has it already', other.id, other.name)]] : [];
  });
}

function twice(values: readonly string[]): number[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? [index] : []));
}

function unknownPlaceholders(kind: DocumentKind, entry: 'opening' | 'closing') {
  const known = kind.fields.map(({ id }) => id);
  return kind.wordings.zh[entry].flatMap((paragraph, index) =>
    placeholders(paragraph)
      .filter((id) => !known.includes(id))
      .map((id) => ({ index, id })),
  );
}

function stem(path: string): string {
  return path.replace(/^.*[\\/]/, '').replace(/\.md$/i, '');
}
