import { parse } from 'yaml';
import { officialField } from '../officialFields.ts';

/** What stands between two lines of dashes at the very top; a line of dashes before a blank line is a rule. */
const FENCED = /^---[ \t]*\n(?=[^\n\S]*\S)([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/;

const NAMED = /^([A-Za-z_][\w-]*|\p{Script=Han}{2,6}):(?:\s+(.*))?$/u;

/** What each thing is called, in any case of letters. */
const NAMES = {
  title: ['title', '标题'],
  subtitle: ['subtitle', '副标题'],
  author: ['author', 'authors', '作者'],
  date: ['date', '日期'],
} as const;
const KNOWN: ReadonlySet<string> = new Set(Object.values(NAMES).flat());

/** What a Markdown file says of itself at its top, and the text below it. */
export interface FrontMatter {
  readonly title?: string;
  readonly subtitle?: string;
  readonly author?: string;
  readonly date?: string;
  /** Everything else that it says, each a text or several. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly text: string;
}

/** Reads the front matter of a Markdown text. What is no YAML with names in it is part of the text, whatever stands around it. */
export function readFrontMatter(markdown: string): FrontMatter {
  const [whole = '', yaml = ''] = FENCED.exec(markdown) ?? [];
  const entries = whole === '' ? undefined : readEntries(withAsciiColons(yaml));
  if (!entries) return { fields: new Map(), text: markdown };
  const said = Object.entries(NAMES).flatMap(([thing, names]) => {
    const found = Object.entries(entries).find(([name]) =>
      (names as readonly string[]).includes(name.toLowerCase()),
    );
    const text = textOf(found?.[1]);
    return text === '' ? [] : [[thing, text]];
  });
  const others = Object.entries(entries).filter(([name]) => !KNOWN.has(name.toLowerCase()));
  return {
    ...Object.fromEntries(said),
    fields: new Map(others.map(([name, value]) => [name, textsOf(value)])),
    text: markdown.slice(whole.length),
  };
}

/** Chinese keyboards type a colon that YAML does not know: it is one after a name that is ours. */
function withAsciiColons(yaml: string): string {
  return yaml.replace(/^(\p{Script=Han}{2,6})[：:][ \t]*/gmu, (line, name: string) =>
    officialField(name) || KNOWN.has(name) ? `${name}: ` : line,
  );
}

function readEntries(yaml: string): Readonly<Record<string, unknown>> | undefined {
  try {
    // Dates stay as they are written.
    const value: unknown = parse(yaml, { schema: 'failsafe' });
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isMap ? (value as Record<string, unknown>) : undefined;
  } catch {
    return readLines(yaml);
  }
}

/** What people write without knowing YAML: `title: 方案: 甲`. */
function readLines(yaml: string): Readonly<Record<string, unknown>> | undefined {
  const lines = yaml.split('\n').filter((line) => line.trim() !== '');
  if (!lines.every((line) => NAMED.test(line) || /^(?:\s|- |#)/.test(line))) return undefined;
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, value] = NAMED.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
}

/** A text, or several one after the other, as the authors of a paper, who may have more than a name. */
function textOf(value: unknown): string {
  return textsOf(value).join('、');
}

/** A text, or those of a list. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
  if (typeof value !== 'object' || value === null) return [];
  if ('name' in value) return textsOf(value.name);
  return Array.isArray(value) ? value.map(textOf).filter((text) => text !== '') : [];
}
