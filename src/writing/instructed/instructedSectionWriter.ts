import type { GenerationRequest, Sampling } from '../../engine/engine.ts';
import type { Outline, Section } from '../outline/outline.ts';
import { roundLength } from '../outline/shareLength.ts';
import type { InstructedPrompts } from '../prompts/instructedPrompts.ts';
import { pointsBetween, tokenBudget } from '../sections/lengthControl.ts';
import { type AnswerLimits, SectionBody, type TextFilter } from '../sections/sectionBody.ts';
import {
  answerSeed,
  type SectionTask,
  type SectionWriter,
  type WritingTools,
} from '../sections/sectionTask.ts';
import { BulletLines } from '../text/bulletLines.ts';
import { TextCleaner } from '../text/textCleaner.ts';
import { HeadingLines } from './headingLines.ts';
import { LetterFilter } from './letterFilter.ts';
import { PlaceholderFilter } from './placeholderFilter.ts';
import { PreambleFilter } from './preambleFilter.ts';

/** Characters that one answer is asked for: more than that a model seldom writes, however much it is asked for. */
const LONGEST_ANSWER = 500;
/** A section that ended before this share of its length is asked for more, once. */
const THIN = 0.65;
/** A sentence of which less is new was said before. */
const LEAST_NEW = 0.15;
/** Long prose goes in circles without it; the releases recommend 1.01 to 1.05. */
const WRITING: Partial<Sampling> = { repetitionPenalty: 1.05 };
/** For an answer that is to bring what the last one did not. */
const MORE: Partial<Sampling> = { repetitionPenalty: 1.1 };
/** After an answer that only repeated what earlier sections say: another one; at last it may repeat, since no section is empty. */
const AGAIN: Partial<Sampling> = { temperature: 1, topP: 0.95 };

/** What the sections of one document have in common. */
export interface InstructedTools extends WritingTools {
  readonly prompts: InstructedPrompts;
  readonly outline: Outline;
}

/**
 * Writes a section as a model that follows instructions does it best: one clear request for each answer, all that was written
 * before it, an end where the model ends. Only a section that is much too thin is asked for more, and that once.
 */
export class InstructedSectionWriter implements SectionWriter {
  private readonly content: SectionBody;
  private answers = 0;

  /** @param begun the body as far as an earlier attempt came */
  constructor(
    private readonly tools: InstructedTools,
    private readonly task: SectionTask,
    begun = '',
  ) {
    this.content = new SectionBody(tools.guard, begun);
    if (begun !== '') this.remember(this.prompt(task.section, false), begun);
  }

  get body(): string {
    return this.content.text;
  }

  async *write(): AsyncGenerator<string> {
    yield* this.content.close();
    for (const part of this.parts()) {
      const isContinued = this.body !== '';
      yield* this.answer(this.prompt(part, isContinued), part.length);
    }
    for (const leastNew of [LEAST_NEW, 0]) {
      if (this.body !== '') break;
      const { section } = this.task;
      yield* this.answer(this.prompt(section, false, true), section.length, AGAIN, leastNew);
    }
    const { target } = this.task.range;
    const missing = target - this.content.characters;
    if (this.body !== '' && (this.isThin() || this.isWanting())) {
      yield* this.answer(this.tools.prompts.more(roundLength(missing)), missing, MORE);
    }
    yield* this.content.close();
  }

  /** A text in one piece has its end, however short it is. */
  private isThin(): boolean {
    const { section, range } = this.task;
    return section.title !== '' && this.content.characters < range.target * THIN;
  }

  /** A person asked for more of a section, and nothing has come. */
  private isWanting(): boolean {
    return this.task.wantsMore === true && this.answers === 0;
  }

  /** What is still to be written: each answer has its share of the section's length and points. */
  private parts(): Section[] {
    const { section, range } = this.task;
    const written = this.content.characters;
    const missing = range.target - written;
    if (this.body !== '' && (this.task.wantsMore || written >= range.target * THIN)) return [];
    const count = Math.max(1, Math.round(missing / LONGEST_ANSWER));
    return Array.from({ length: count }, (_, part) => {
      const from = written + (missing * part) / count;
      const to = written + (missing * (part + 1)) / count;
      const points = pointsBetween(section.points, from / range.target, to / range.target);
      return { ...section, points, length: roundLength(missing / count) };
    });
  }

  private prompt(section: Section, isContinued: boolean, isRepeated = false): string {
    const { index } = this.task;
    const later = laterTitles(this.tools.outline, index);
    return this.tools.prompts.section({ index, section, isContinued, later, isRepeated });
  }

  private remember(prompt: string, answer: string): void {
    const { title } = this.task.section;
    this.tools.conversation.add({ title, prompt, answer: answer.trim() });
  }

  /** Streams one answer into the body. @param length characters that it is asked for */
  private async *answer(
    prompt: string,
    length: number,
    change: Partial<Sampling> = {},
    leastNew = LEAST_NEW,
  ): AsyncGenerator<string> {
    const { engine, guard, signal, material, prompts } = this.tools;
    const ending = new AbortController();
    const passages = material?.choose(this.task.section);
    const asked = passages ? prompts.withMaterial(prompt, passages) : prompt;
    const limits = this.limits(length);
    const request = await this.request(asked, limits.cutAt - this.content.characters, change);
    guard.leastNew = leastNew;
    const filter = this.filter();
    this.content.begin(limits);
    for await (const event of engine.stream(request, AbortSignal.any([signal, ending.signal]))) {
      if (event.type === 'text') yield* this.content.take(filter.push(event.text));
      if (!this.content.isComplete) continue;
      ending.abort();
      break;
    }
    yield* this.content.take(filter.end());
    const { text } = this.content.end();
    if (text !== '') yield text;
    this.answers++;
    this.remember(prompt, this.content.answer);
  }

  /** An answer that is long enough ends with its paragraph, a longer one with its sentence. */
  private limits(length: number): AnswerLimits {
    const from = this.content.characters;
    const at = (share: number) => from + length * share;
    return { endAtParagraph: at(1), endAtSentence: at(1.3), endAtClause: at(1.6), cutAt: at(1.8) };
  }

  private filter(): TextFilter {
    const { kind } = this.tools;
    const { section, titles } = this.task;
    const { sections } = this.tools.outline;
    // Models begin a section with what it is about, as a list of headings.
    const planned = sections.flatMap((each) => [each.title, ...each.points]);
    const plain = new TextCleaner(titles, planned);
    const shaped = kind.body === 'bullets' ? new BulletLines(plain) : plain;
    const whole = kind.headings === 'numbered' ? new HeadingLines(plain) : new LetterFilter(shaped);
    return new PreambleFilter(new PlaceholderFilter(section.title === '' ? whole : shaped));
  }

  private async request(prompt: string, room: number, change: Partial<Sampling>): Promise<GenerationRequest> {
    const { conversation, sampling, slot } = this.tools;
    const { index, titles } = this.task;
    const maxTokens = tokenBudget(room, titles.join(''));
    return {
      input: { conversation: await conversation.asking(prompt, maxTokens) },
      sampling: { ...WRITING, ...sampling, ...answerSeed(sampling, index, this.answers), ...change },
      maxTokens,
      stop: this.nextSections(),
      priority: 'writing',
      slot,
    };
  }

  /** A model that goes on with the next section has ended this one. */
  private nextSections(): string[] {
    const { outline, headings } = this.tools;
    const next = headings[this.task.index + 1];
    return next === undefined || outline.sections.length < 2 ? [] : [next];
  }
}

/** Titles of the sections after one. @param index 0 for the first section */
export function laterTitles({ sections }: Outline, index: number): string[] {
  return sections.slice(index + 1).map(({ title }) => title);
}
