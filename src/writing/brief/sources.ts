import * as l10n from '@vscode/l10n';
import type { Engine } from '../../engine/engine.ts';
import { UsageError } from '../../shared/errors.ts';
import type { Section } from '../outline/outline.ts';
import { bigramsOf, sharedBigrams } from '../text/bigrams.ts';
import { countCharacters } from '../text/measure.ts';
import { splitPassages } from './passages.ts';

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

/** A passage that the model was given for a section. */
export interface GivenPassage {
  /** Name of its source. */
  readonly source: string;
  readonly text: string;
}

/** A piece of a source: a paragraph, or some sentences of a long one. */
interface Passage {
  readonly source: number;
  /** Place among all passages. */
  readonly order: number;
  readonly text: string;
  readonly bigrams: ReadonlySet<string>;
}

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

  /** The passages for a section, in the order of the sources. */
  choose({ title, points }: Section): readonly GivenPassage[] {
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
    return chosen
      .sort((a, b) => a.order - b.order)
      .map(({ source, text }) => ({ source: this.sources[source]?.name ?? '', text }));
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
    return sharedBigrams(wanted, passage.bigrams) * (this.used.has(passage) ? USED_AGAIN : 1);
  }
}

/** Prints passages as a model reads them: each source's under its name; empty when there is none. */
export function printPassages(passages: readonly GivenPassage[]): string {
  const names = [...new Set(passages.map(({ source }) => source))];
  return names
    .map((name) => {
      const own = passages.filter(({ source }) => source === name).map(({ text }) => text);
      return `【${name}】\n${own.join('\n')}`;
    })
    .join('\n');
}
