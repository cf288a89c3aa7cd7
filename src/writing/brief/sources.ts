import * as l10n from '@vscode/l10n';
import type { Engine } from '../../engine/engine.ts';
import { UsageError } from '../../shared/errors.ts';
import type { Section } from '../outline/outline.ts';
import { countCharacters } from '../text/measure.ts';
import { splitSentences } from '../text/sentences.ts';

/** Notes, reports or other texts of the person that a document is to draw on. */
export interface Source {
  /** A file's name, or what else names it to the person. */
  readonly name: string;
  readonly text: string;
}

/** What no section was given of a source. */
export interface LeftOut {
  readonly source: string;
  readonly characters: number;
}

/** A piece of a source: a paragraph, or some sentences of a long one. */
interface Passage {
  readonly source: number;
  /** Place among all passages. */
  readonly order: number;
  readonly text: string;
  readonly bigrams: ReadonlySet<string>;
}

/** A longer paragraph is cut between sentences. */
const LONGEST_PASSAGE = 400;
/** Share of the context that the material of one section may take, … */
const CONTEXT_SHARE = 0.25;
/** … but at most so many tokens: more of it drowns the task. */
const MOST_TOKENS = 2000;
/** What a passage counts for a section once another one has had it. */
const USED_AGAIN = 0.5;

/** @throws UsageError for a source without text */
export function validateSources(sources: readonly Source[]): readonly Source[] {
  const empty = sources.find(({ text }) => text.trim() === '');
  if (!empty) return sources;
  throw new UsageError(
    l10n.t('the source {0}', empty.name),
    l10n.t('it is empty'),
    l10n.t('choose one with text in it, or none'),
  );
}

/**
 * Deals the material out to the sections. A section gets the passages that share the most character pairs with its title
 * and points, as many as its token budget holds, in the order of the sources.
 */
export class SourceMaterial {
  private readonly used = new Set<Passage>();

  private constructor(
    private readonly sources: readonly Source[],
    private readonly passages: readonly Passage[],
    private readonly budget: number,
  ) {}

  /** Splits the sources into passages and measures how many characters a token of theirs has. @throws EngineError */
  static async prepare(engine: Engine, sources: readonly Source[]): Promise<SourceMaterial> {
    const { contextLength } = await engine.info();
    const tokens = Math.min(MOST_TOKENS, contextLength * CONTEXT_SHARE);
    const passages = sources.flatMap(({ text }, source) =>
      splitPassages(text).map((each) => ({ source, text: each })),
    );
    const sample = passages
      .map(({ text }) => text)
      .join('\n')
      .slice(0, 4000);
    const perToken =
      sample === '' ? 1 : sample.length / (await engine.countTokens([{ role: 'user', content: sample }]));
    const placed = passages.map((each, order) => ({ ...each, order, bigrams: bigramsOf(each.text) }));
    return new SourceMaterial(sources, placed, Math.floor(tokens * perToken));
  }

  /** The passages for a section, each source's under its name; empty when there is none. */
  choose({ title, points }: Section): string {
    const wanted = bigramsOf([title, ...points].join('\n'));
    const ranked = this.passages
      .map((passage) => ({ passage, worth: this.worth(passage, wanted) }))
      .sort((a, b) => b.worth - a.worth || a.passage.order - b.passage.order);
    const chosen: Passage[] = [];
    let room = this.budget;
    for (const { passage } of ranked) {
      if (passage.text.length > room) continue;
      room -= passage.text.length;
      chosen.push(passage);
    }
    for (const passage of chosen) this.used.add(passage);
    return this.print(chosen.sort((a, b) => a.order - b.order));
  }

  /** What no section has been given so far, by source; sources that were used up are not named. */
  get leftOut(): readonly LeftOut[] {
    return this.sources.flatMap(({ name }, source) => {
      const rest = this.passages.filter((passage) => passage.source === source && !this.used.has(passage));
      const characters = countCharacters(rest.map(({ text }) => text).join('\n'));
      return characters === 0 ? [] : [{ source: name, characters }];
    });
  }

  /** Share of the section's character pairs that a passage holds. */
  private worth(passage: Passage, wanted: ReadonlySet<string>): number {
    if (wanted.size === 0) return 0;
    const shared = [...wanted].filter((pair) => passage.bigrams.has(pair)).length;
    return (shared / wanted.size) * (this.used.has(passage) ? USED_AGAIN : 1);
  }

  private print(passages: readonly Passage[]): string {
    return this.sources
      .map(({ name }, source) => {
        const own = passages.filter((passage) => passage.source === source).map(({ text }) => text);
        return own.length === 0 ? '' : `【${name}】\n${own.join('\n')}`;
      })
      .filter((text) => text !== '')
      .join('\n');
  }
}

/** Paragraphs, a heading together with what follows it; long ones cut between sentences. */
function splitPassages(text: string): string[] {
  const paragraphs: string[] = [];
  let lines: string[] = [];
  const end = () => {
    if (lines.length > 0) paragraphs.push(lines.join('\n'));
    lines = [];
  };
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    const afterHeading = lines.every(isHeading);
    if (!afterHeading && (line === '' || isHeading(line))) end();
    if (line !== '') lines.push(line);
  }
  end();
  return paragraphs.flatMap(cutLong);
}

function isHeading(line: string): boolean {
  return /^#{1,6}\s/.test(line);
}

function cutLong(paragraph: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const sentence of splitSentences(paragraph).flatMap(cutEndless)) {
    if (piece !== '' && piece.length + sentence.length > LONGEST_PASSAGE) {
      pieces.push(piece.trim());
      piece = '';
    }
    piece += sentence;
  }
  return [...pieces, piece.trim()].filter((each) => each !== '');
}

/** A sentence longer than a passage, in pieces. */
function cutEndless(sentence: string): string[] {
  return sentence.match(new RegExp(`[^]{1,${LONGEST_PASSAGE}}`, 'gu')) ?? [];
}

/** Pairs of neighbouring Chinese characters, and words in other letters. */
function bigramsOf(text: string): ReadonlySet<string> {
  const pairs = new Set<string>();
  for (const [run] of text.matchAll(/\p{Script=Han}+/gu)) {
    const characters = [...run];
    for (let index = 1; index < characters.length; index++) {
      pairs.add(`${characters[index - 1]}${characters[index]}`);
    }
  }
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]{2,}/gu)) {
    if (!/\p{Script=Han}/u.test(word)) pairs.add(word);
  }
  return pairs;
}
