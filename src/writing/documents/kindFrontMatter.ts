import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { type Document, isMap, isNode, isScalar } from 'yaml';
import { endOfLine } from '../text/endOfLine.ts';
import { readYaml } from './readYaml.ts';

/** Something wrong with a file of a kind. */
export interface KindFileProblem {
  /** Where in the front matter: `fields.1.label`; empty for the file as a whole. */
  readonly entry: string;
  readonly reason: string;
  readonly nextStep: string;
  /** Offsets in the file's text. */
  readonly start: number;
  readonly end: number;
}

type Path = readonly (string | number)[];

/** What the front matter of a file says, and how to point at a place in it. */
interface ReadFrontMatter {
  readonly entries: FrontMatter;
  readonly body: { readonly text: string; readonly start: number };
  problemAt(path: Path, reason: string, nextStep: string): KindFileProblem;
}

const text = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty(() => l10n.t('it is empty')),
);
const identifier = v.pipe(
  v.string(),
  v.regex(/^[\p{L}\p{N}_-]+$/u, () => l10n.t('only letters, digits, - and _ are allowed')),
);
const texts = v.array(text);

const FIELD = {
  id: identifier,
  label: text,
  englishLabel: v.exactOptional(text),
  example: v.exactOptional(text),
  type: v.exactOptional(v.picklist(['text', 'number'])),
  shown: v.exactOptional(v.boolean()),
};
const SECTION = { title: text, points: v.exactOptional(texts) };
const EXAMPLE = { topic: v.exactOptional(text), points: v.exactOptional(texts) };

const ENTRIES = {
  id: v.exactOptional(identifier),
  name: text,
  englishName: v.exactOptional(text),
  typicalLength: v.exactOptional(
    v.pipe(
      v.number(),
      v.check(
        (length) => Number.isInteger(length) && length >= 50 && length <= 20_000,
        () => l10n.t('it must be a whole number from {0} to {1}', 50, 20_000),
      ),
    ),
  ),
  outlineRules: v.exactOptional(text),
  tone: v.exactOptional(text),
  headings: v.exactOptional(v.picklist(['numbered', 'none'])),
  body: v.exactOptional(v.picklist(['prose', 'bullets'])),
  fields: v.exactOptional(v.array(v.strictObject(FIELD))),
  opening: v.exactOptional(texts),
  closing: v.exactOptional(texts),
  sections: v.pipe(
    v.array(
      // Chosen by hand, since a union would not say which of its parts is wrong.
      v.lazy((section) => (isGroup(section) ? v.strictObject(SECTION) : text)),
    ),
    v.check(
      (sections) => sections.length >= 2 && sections.length <= 30,
      () => l10n.t('there must be {0} to {1} of them', 2, 30),
    ),
  ),
  example: v.exactOptional(v.strictObject(EXAMPLE)),
};

const FRONT_MATTER = v.strictObject(ENTRIES);

/** The front matter of a file that describes a kind; README.md tells what each entry means. */
export type FrontMatter = v.InferOutput<typeof FRONT_MATTER>;

const FENCED = /^(\uFEFF?---[ \t]*\r?\n)([\s\S]*?\r?\n|)---[ \t]*(?:\r?\n|$)/;

/** Reads and checks the front matter of a file; every problem says where it is. */
export function readFrontMatter(file: string): ReadFrontMatter | { readonly problems: KindFileProblem[] } {
  const [all = '', fence = '', yaml = ''] = FENCED.exec(file) ?? [];
  if (all === '') {
    const reason = l10n.t('it does not begin with front matter between two lines of ---');
    const nextStep = l10n.t('begin it with ---, name: …, sections: …, ---');
    return { problems: [{ entry: '', reason, nextStep, start: 0, end: endOfLine(file, 0) }] };
  }
  const { document, content, faults } = readYaml(yaml);
  const place = (start: number, end: number) => ({ start: start + fence.length, end: end + fence.length });
  if (faults.length > 0) {
    return {
      problems: faults.map(({ reason, start, end }) => ({
        entry: '',
        reason,
        nextStep: l10n.t('correct the YAML'),
        ...place(start, Math.max(end, start + 1)),
      })),
    };
  }
  const problemAt = (path: Path, reason: string, nextStep: string): KindFileProblem => ({
    entry: path.join('.'),
    reason,
    nextStep,
    ...place(...rangeOf(document, path, yaml)),
  });
  if (!isGroup(content)) return { problems: [problemAt([], ...wrongType('Object', content))] };
  const result = v.safeParse(FRONT_MATTER, content);
  if (result.success) {
    return { entries: result.output, body: { text: file.slice(all.length), start: all.length }, problemAt };
  }
  return {
    problems: misspeltFirst(result.issues).map((issue) => {
      const path = (issue.path ?? []).map(({ key }) => key as string | number);
      return problemAt(path, ...explain(issue, path));
    }),
  };
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An entry that nobody knows is often the misspelling of one that is missing, and tells more. */
function misspeltFirst(issues: readonly v.BaseIssue<unknown>[]): v.BaseIssue<unknown>[] {
  const isUnknown = ({ expected }: v.BaseIssue<unknown>) => expected === 'never';
  return [...issues].sort((a, b) => Number(isUnknown(b)) - Number(isUnknown(a)));
}

/** Why an entry is wrong, and what to do. */
function explain(issue: v.BaseIssue<unknown>, path: Path): [reason: string, nextStep: string] {
  const entry = String(path.at(-1) ?? '');
  if (issue.expected === 'never') {
    return [l10n.t('there is no such entry'), l10n.t('use one of {0}', knownEntries(path).join(', '))];
  }
  if (issue.received === 'undefined') return [l10n.t('it is missing'), l10n.t('add it: {0}: …', entry)];
  if (issue.kind === 'validation') return [issue.message, l10n.t('correct it')];
  if (issue.type === 'picklist') {
    return [l10n.t('{0} is no choice', issue.received), l10n.t('use one of {0}', issue.expected ?? '')];
  }
  return wrongType(issue.expected, issue.input);
}

/** That a value is of another type than is wanted. */
function wrongType(expected: string | null, value: unknown): [reason: string, nextStep: string] {
  const reason = l10n.t('it must be {0}, and is {1}', typeName(expected), valueName(value));
  const isBare = typeof value === 'number' || typeof value === 'boolean';
  return [reason, expected === 'string' && isBare ? l10n.t('put it in quotes') : l10n.t('correct it')];
}

function valueName(value: unknown): string {
  if (value === null) return l10n.t('empty');
  if (Array.isArray(value)) return l10n.t('a list');
  if (isGroup(value)) return l10n.t('a group of entries');
  return typeof value === 'string' ? l10n.t('text') : String(value);
}

function typeName(expected: string | null): string {
  switch (expected) {
    case 'string':
      return l10n.t('text');
    case 'number':
      return l10n.t('a number');
    case 'boolean':
      return l10n.t('true or false');
    case 'Array':
      return l10n.t('a list, with one item a line after "- "');
    default:
      return l10n.t('a group of entries, such as {0}', 'name: …');
  }
}

function knownEntries(path: Path): string[] {
  const [top, second] = path;
  if (path.length === 1) return Object.keys(ENTRIES);
  if (top === 'fields') return Object.keys(FIELD);
  if (top === 'sections' && typeof second === 'number') return Object.keys(SECTION);
  return Object.keys(EXAMPLE);
}

/** Offsets of an entry in the YAML; of what it belongs to where it is missing, and of the first line for the whole. */
function rangeOf(document: Document, path: Path, yaml: string): [start: number, end: number] {
  for (let depth = path.length; depth > 0; depth--) {
    const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const key = path[depth - 1];
    const pair = isMap(parent) && parent.items.find((item) => isScalar(item.key) && item.key.value === key);
    const node = pair ? pair.key : document.getIn(path.slice(0, depth), true);
    if (!isNode(node) || !node.range) continue;
    const [start, end] = node.range;
    const value = pair && isScalar(pair.value) ? pair.value.range : undefined;
    return [start, Math.max(value?.[1] ?? Math.min(end, endOfLine(yaml, start)), start + 1)];
  }
  return [0, endOfLine(yaml, 0)];
}
