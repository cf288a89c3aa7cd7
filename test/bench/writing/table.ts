import { ARM_NAMES } from './arms/arms.ts';
import type { WrittenDocument } from './documents.ts';
import { relativeSeconds, thrownAway } from './figures/cost.ts';
import { type Figures, figuresOf } from './figures/figures.ts';
import { groupOf, lengthClass, type Task } from './tasks/tasks.ts';

interface Row extends WrittenDocument, Figures {
  readonly of: Task;
  readonly thrownAway: number;
  /** Seconds a character, with those of the model asked once as 1. */
  readonly relativeSeconds: number | undefined;
}

type Column = readonly [title: string, value: (rows: readonly Row[]) => number | undefined];

const COLUMNS: readonly Column[] = [
  ['documents', (rows) => rows.length],
  ['length score', mean((row) => row.lengthScore)],
  ['rep-4 within', mean((row) => row.repetitionWithin)],
  ['rep-4 between', mean((row) => row.repetitionBetween)],
  ['whole sentences %', mean((row) => row.wholeSentences)],
  ['wrong language %', mean((row) => row.wrongLanguage)],
  ['with prompt words', (rows) => rows.filter((row) => row.promptWords.length > 0).length],
  ['with placeholders', (rows) => rows.filter((row) => row.placeholders.length > 0).length],
  ['with repeated headings', (rows) => rows.filter((row) => row.repeatedHeadings.length > 0).length],
  ['requests', mean((row) => row.cost.requests)],
  ['prompt tokens computed', mean((row) => row.cost.computed)],
  ['tokens generated', mean((row) => row.cost.generated)],
  ['thrown away %', mean((row) => row.thrownAway)],
  ['seconds', mean((row) => row.cost.seconds)],
  ['× once', mean((row) => row.relativeSeconds)],
];

/**
 * The figures of a run in Markdown: by arm, by length, by kind, and of each document.
 * @param phrases of the prompts
 */
export function printTable(
  tasks: readonly Task[],
  documents: readonly WrittenDocument[],
  phrases: readonly string[],
): string {
  const rows = rowsOf(tasks, documents, phrases);
  const models = [...new Set(documents.map(({ cost }) => `${cost.model}, product at ${cost.revision}`))];
  const blocks = [
    `# Documents by ${models.join('; ')}`,
    '## All',
    grouped(rows, () => 'all'),
    '## By length',
    grouped(rows, ({ of }) => lengthClass(of.length)),
    '## By kind',
    grouped(rows, ({ of }) => groupOf(of)),
    '## Each document',
    markdownTable(
      ['task', 'arm', 'asked', 'characters', ...titles(COLUMNS.slice(1)), 'found'],
      rows.map((row) => [
        row.task,
        row.arm,
        String(row.of.length),
        String(row.characters),
        ...values(COLUMNS.slice(1), [row]),
        [...row.promptWords, ...row.placeholders, ...row.repeatedHeadings].join(' · '),
      ]),
    ),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function rowsOf(
  tasks: readonly Task[],
  documents: readonly WrittenDocument[],
  phrases: readonly string[],
): Row[] {
  const measured = tasks.flatMap((of) =>
    documents
      .filter(({ task }) => task === of.id)
      .map((document) => ({ ...document, of, ...figuresOf(of, document.markdown, phrases) })),
  );
  return measured.map((row) => {
    const once = measured.find(({ arm, task }) => arm === 'once' && task === row.task);
    const effort = ({ cost, characters }: typeof row) => ({ seconds: cost.seconds, characters });
    return {
      ...row,
      thrownAway: thrownAway(row.cost.generated, row.cost.kept),
      relativeSeconds: once && relativeSeconds(effort(row), effort(once)),
    };
  });
}

/** A line for each arm in each group. */
function grouped(rows: readonly Row[], group: (row: Row) => string): string {
  const groups = [...new Set(rows.map(group))];
  const lines = groups.flatMap((name) =>
    ARM_NAMES.flatMap((arm) => {
      const members = rows.filter((row) => group(row) === name && row.arm === arm);
      return members.length === 0 ? [] : [[name, arm, ...values(COLUMNS, members)]];
    }),
  );
  return markdownTable(['', 'arm', ...titles(COLUMNS)], lines);
}

function titles(columns: readonly Column[]): string[] {
  return columns.map(([title]) => title);
}

function values(columns: readonly Column[], rows: readonly Row[]): string[] {
  return columns.map(([, value]) => {
    const number = value(rows);
    return number === undefined ? '' : String(Math.round(number * 10) / 10);
  });
}

/** The mean of what the rows have; undefined where none has it. */
function mean(value: (row: Row) => number | undefined): (rows: readonly Row[]) => number | undefined {
  return (rows) => {
    const known = rows.map(value).filter((each) => each !== undefined);
    return known.length === 0 ? undefined : known.reduce((sum, each) => sum + each, 0) / known.length;
  };
}

/** A table in Markdown. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
