import { type Outline, totalLength } from '../outline/outline.ts';
import { headingTitle } from '../outline/outlineGrammar.ts';
import { readDocument } from '../outline/writtenDocument.ts';
import { countCharacters, lengthScore, repetition, unitGrams } from '../text/measure.ts';
import { withoutSource } from './withoutSource.ts';

/** What a document was meant to be, as far as it is known. */
export interface Expectation {
  readonly outline?: Outline | undefined;
  /** Characters in all. */
  readonly length?: number | undefined;
  /** What the sources and the person say, where there are sources: the document's figures and names are looked for in it. */
  readonly given?: string | undefined;
}

/** A section's length beside the planned one, both in characters as `countCharacters` counts them. */
export interface SectionReport {
  readonly title: string;
  readonly characters: number;
  /** Characters that the outline gives it; absent for a section that is not in it. */
  readonly asked?: number;
}

/** What a reader would stumble over. Headings are compared with the outline, where there is one. */
export type ProblemKind =
  | 'emptySection'
  | 'missingHeading'
  | 'extraHeading'
  | 'repeatedParagraph'
  | 'leftoverMarker'
  | 'placeholder'
  | 'figureWithoutSource'
  | 'nameWithoutSource';

/** One place in the document, or what it lacks. */
export interface Problem {
  readonly kind: ProblemKind;
  /** The heading, the beginning of the paragraph, or the marker. */
  readonly text: string;
  /** 1 for the first line; absent for what is not there. */
  readonly line?: number;
}

/** How good a document is by what can be counted. */
export interface DocumentReport {
  readonly characters: number;
  readonly asked?: number;
  /** 0 to 100; absent without a length asked for. */
  readonly lengthScore?: number;
  /** Percent of repeated n-grams. */
  readonly rep2: number;
  readonly rep3: number;
  readonly rep4: number;
  readonly sections: readonly SectionReport[];
  /** Planned headings, and those present in the planned order; absent without an outline. */
  readonly coverage?: { readonly planned: number; readonly present: number };
  readonly problems: readonly Problem[];
}

/** A shorter paragraph may come again. */
const SHORTEST_PARAGRAPH = 20;
/** From this share of common 4-grams with an earlier paragraph on, one is a repetition of it. */
const SAME = 0.8;
/** What belongs to the conversation with a model and not into a document. */
const MARKERS =
  /<_(?:user|bot|end|system|start|pad)>|<\|[a-z_]+\|>|\[UNK\]|\uFFFD|[（(]\s*约\s*\d+\s*字\s*[）)]|只输出正文|不要重复标题/g;
/** What a model leaves for the person to fill in. */
const PLACEHOLDERS = /×{2,}|[Xx]{3,}|\[to be filled in\]|【?待补充】?/g;

/** Measures a Markdown document, and compares it with its outline and length where they are known. */
export function checkDocument(
  markdown: string,
  { outline, length, given }: Expectation = {},
): DocumentReport {
  const { sections } = readDocument(markdown);
  const characters = countCharacters(markdown);
  const titles = sections.map(({ title }) => title);
  const planned = outline?.sections.map(({ title }) => headingTitle(title)) ?? [];
  const targets = new Map(outline?.sections.map((section) => [headingTitle(section.title), section.length]));
  const asked = length ?? (outline && totalLength(outline));
  return {
    characters,
    ...(asked === undefined ? {} : { asked, lengthScore: round(lengthScore(asked, characters)) }),
    rep2: round(repetition(markdown, 2)),
    rep3: round(repetition(markdown, 3)),
    rep4: round(repetition(markdown, 4)),
    sections: sections.map(({ title, body }) => {
      const target = targets.get(title);
      return { title, characters: countCharacters(body), ...(target === undefined ? {} : { asked: target }) };
    }),
    ...(outline ? { coverage: { planned: planned.length, present: countInOrder(planned, titles) } } : {}),
    problems: [
      ...(outline ? headingProblems(markdown, planned) : []),
      ...sections
        .filter(({ body }) => body === '')
        .map(
          ({ title, start }): Problem => ({
            kind: 'emptySection',
            text: title,
            line: lineOf(markdown, start),
          }),
        ),
      ...repeatedParagraphs(markdown),
      ...matches(markdown, MARKERS, 'leftoverMarker'),
      ...matches(markdown, PLACEHOLDERS, 'placeholder'),
      ...(given === undefined ? [] : sourceProblems(markdown, given)),
    ].sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  };
}

/** How many of the planned titles are there in the planned order. */
function countInOrder(planned: readonly string[], written: readonly string[]): number {
  let from = 0;
  let present = 0;
  for (const title of planned) {
    const found = written.indexOf(title, from);
    if (found < 0) continue;
    present++;
    from = found + 1;
  }
  return present;
}

function headingProblems(markdown: string, planned: readonly string[]): Problem[] {
  const { sections } = readDocument(markdown);
  const written = sections.map(({ title }) => title);
  const missing = planned.filter((title) => !written.includes(title));
  const extra = sections.filter(({ title }) => !planned.includes(title));
  return [
    ...missing.map((text): Problem => ({ kind: 'missingHeading', text })),
    ...extra.map(
      ({ title, start }): Problem => ({ kind: 'extraHeading', text: title, line: lineOf(markdown, start) }),
    ),
  ];
}

function repeatedParagraphs(markdown: string): Problem[] {
  const earlier: Set<string>[] = [];
  const problems: Problem[] = [];
  for (const { 0: paragraph, index } of markdown.matchAll(/^(?!#)\S.*$/gm)) {
    if (countCharacters(paragraph) < SHORTEST_PARAGRAPH) continue;
    const grams = [...new Set(unitGrams(paragraph, 4))];
    const repeats = earlier.some(
      (known) => grams.filter((gram) => known.has(gram)).length >= grams.length * SAME,
    );
    if (repeats) {
      problems.push({ kind: 'repeatedParagraph', text: beginning(paragraph), line: lineOf(markdown, index) });
    }
    earlier.push(new Set(grams));
  }
  return problems;
}

function sourceProblems(markdown: string, given: string): Problem[] {
  const { figures, names } = withoutSource(markdown, given);
  const problem =
    (kind: ProblemKind) =>
    (found: { readonly text: string; readonly start: number }): Problem => ({
      kind,
      text: found.text,
      line: lineOf(markdown, found.start),
    });
  return [...figures.map(problem('figureWithoutSource')), ...names.map(problem('nameWithoutSource'))];
}

function matches(markdown: string, pattern: RegExp, kind: ProblemKind): Problem[] {
  return [...markdown.matchAll(pattern)].map(({ 0: text, index }) => ({
    kind,
    text,
    line: lineOf(markdown, index),
  }));
}

function beginning(text: string): string {
  const characters = [...text];
  return characters.length <= 30 ? text : `${characters.slice(0, 30).join('')}…`;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
