import type { Engine, GenerationRequest, Sampling } from '../../engine/engine.ts';
import type { SourceMaterial } from '../brief/sources.ts';
import type { DocumentKind } from '../documents/kind.ts';
import type { Section } from '../outline/outline.ts';
import type { DocumentPrompts } from '../prompts/documentPrompts.ts';
import { BulletLines } from '../text/bulletLines.ts';
import { countCharacters } from '../text/measure.ts';
import type { RepetitionGuard } from '../text/repetitionGuard.ts';
import {
  endsSentence,
  joint,
  missingStop,
  splitBeforePauses,
  splitSentences,
  startsWithPause,
  withoutWiderGap,
} from '../text/sentences.ts';
import { TextCleaner } from '../text/textCleaner.ts';
import type { WritingConversation } from './conversation.ts';
import { type AnswerLength, type LengthRange, nextPart, tokenBudget } from './lengthControl.ts';

/** An answer with fewer characters brings the section no further. */
const LEAST_PROGRESS = 20;
const SEEDS_PER_SECTION = 1000;
interface Attempt {
  readonly sampling: Partial<Sampling>;
  /** See RepetitionGuard. */
  readonly leastNew: number;
}

const FIRST: Attempt = { sampling: {}, leastNew: 0.15 };
/** Once the model has repeated itself. */
const STRICT: Attempt = { sampling: { repetitionPenalty: 1.2 }, leastNew: 0.15 };
/** Once that has brought nothing: similar sentences are better than none, but not the same ones. */
const BOLDER: readonly Attempt[] = [
  { sampling: { temperature: 1, topK: 20 }, leastNew: 0.03 },
  { sampling: { temperature: 1.2, topK: 50, topP: 0.98 }, leastNew: 0.03 },
];
/**
 * A section of which nothing has come may say what another one says, and need not say its points, which a small model may not
 * get over. One that begins alike each time needs bolder draws: with a single attempt the demo model left one in nine empty.
 */
const LAST: readonly Attempt[] = [
  { sampling: {}, leastNew: 0 },
  ...[0.8, 1, 1.2, 1, 1.2].map((temperature) => ({
    sampling: { temperature, topK: 50, topP: 0.98 },
    leastNew: 0,
  })),
];
const ORDER: readonly Attempt[] = [FIRST, STRICT, ...BOLDER, ...LAST];

/** What the sections of one document have in common. */
export interface SectionTools {
  readonly engine: Engine;
  readonly conversation: WritingConversation;
  readonly prompts: DocumentPrompts;
  readonly body: DocumentKind['body'];
  /** Of all sections, as the outline has them. */
  readonly headings: readonly string[];
  readonly guard: RepetitionGuard;
  readonly answers: AnswerLength;
  /** What the person's sources say. */
  readonly material?: SourceMaterial | undefined;
  readonly sampling: Partial<Sampling>;
  readonly slot: string;
  readonly signal: AbortSignal;
}

/** A section to be written. */
export interface SectionTask {
  /** 0 for the first section. */
  readonly index: number;
  readonly section: Section;
  readonly range: LengthRange;
  /** Headings that the body must not repeat. */
  readonly titles: readonly string[];
  /** A person asked for more of what is there: nothing new is then no better than an empty section. */
  readonly wantsMore?: boolean;
}

/** Writes the body of one section and keeps it to its length. */
export class SectionWriter {
  private written: string;
  /** The body as long as nothing has come of the task. */
  private startingBody = '';
  /** What the answer under way is held to. */
  private range: LengthRange;
  /** Where the answer under way begins in the body. */
  private from = { offset: 0, characters: 0 };
  private turn = 0;
  private full = false;

  /** @param begun the body as far as an earlier attempt came */
  constructor(
    private readonly tools: SectionTools,
    private readonly task: SectionTask,
    begun = '',
  ) {
    this.written = begun;
    this.range = task.range;
    tools.guard.learn(begun);
    this.remember(tools.prompts.section(task.index, task.section), begun);
  }

  /** The body so far. */
  get body(): string {
    return this.written;
  }

  /**
   * Streams the body; what it yields, joined, is `body` from where it began. A short answer is continued in further
   * turns, a long one ends with a sentence; one that repeats itself is followed by an attempt with a higher repetition
   * penalty, and one that brings nothing new even then by bolder ones that may say similar things.
   */
  async *write(): AsyncGenerator<string> {
    const { index, section, range } = this.task;
    const { answers, prompts } = this.tools;
    const material = prompts.withMaterial && this.tools.material?.choose(section);
    // A model begins its answer with a new sentence, whatever the earlier attempt broke off.
    yield* this.append(missingStop(this.written));
    if (this.task.wantsMore) this.startingBody = this.written;
    const isDone = this.written !== '' && countCharacters(this.written) >= range.enough;
    let attempt: Attempt | undefined = isDone ? undefined : FIRST;
    for (this.turn = 0; attempt && this.turn < answers.mostFor(range); this.turn++) {
      const before = this.written;
      this.from = { offset: before.length, characters: countCharacters(before) };
      const planned = LAST.includes(attempt) ? { ...section, points: [] } : section;
      const part = nextPart(planned, range, this.from.characters, answers.longest);
      const ask = before === '' ? prompts.section : prompts.continuation;
      const prompt = ask(index, part.section);
      this.range = part.range;
      const repeated: boolean = yield* this.answer(
        material && prompts.withMaterial ? prompts.withMaterial(prompt, material) : prompt,
        attempt,
      );
      const answer = this.written.slice(before.length);
      this.remember(prompt, answer);
      if (countCharacters(this.written) >= range.enough) break;
      const stuck = countCharacters(answer) < Math.min(LEAST_PROGRESS, part.section.length / 4);
      if (stuck || repeated) answers.shorten();
      attempt = stuck ? this.attemptAfter(attempt) : attemptAfterSuccess(attempt, repeated);
    }
    yield* this.append(missingStop(this.written));
  }

  /** What to try after an attempt that brought nothing; undefined when everything was tried. */
  private attemptAfter(failed: Attempt): Attempt | undefined {
    const next = ORDER[ORDER.indexOf(failed) + 1];
    return next && LAST.includes(next) && this.written !== this.startingBody ? undefined : next;
  }

  private remember(prompt: string, answer: string): void {
    const { title } = this.task.section;
    this.tools.conversation.add({ title, prompt, answer: answer.trim() });
  }

  /** Streams one answer into the body. @returns true when it ended because it repeated itself */
  private async *answer(prompt: string, attempt: Attempt): AsyncGenerator<string, boolean> {
    const { engine, guard, signal } = this.tools;
    const ending = new AbortController();
    const request = await this.request(prompt, attempt.sampling);
    guard.leastNew = attempt.leastNew;
    const plain = new TextCleaner(this.task.titles);
    const cleaner = this.tools.body === 'bullets' ? new BulletLines(plain) : plain;
    let between = joint(this.written);
    this.full = false;
    for await (const event of engine.stream(request, AbortSignal.any([signal, ending.signal]))) {
      const text = event.type === 'text' ? cleaner.push(event.text) : '';
      if (text === '') continue;
      yield* this.take(between + text);
      between = '';
      if (guard.repeated || this.full) {
        ending.abort();
        break;
      }
    }
    const rest = cleaner.end();
    if (rest !== '') yield* this.take(between + rest);
    const { repeated } = guard;
    yield* this.append(guard.restart());
    return repeated;
  }

  /** A model that goes on with another section has ended this one. */
  private otherHeadings(): readonly string[] {
    return this.tools.headings.filter((_heading, index) => index !== this.task.index);
  }

  private async request(prompt: string, change: Partial<Sampling>): Promise<GenerationRequest> {
    const { conversation, sampling, slot } = this.tools;
    const room = this.range.cutAt - this.from.characters;
    const maxTokens = tokenBudget(room, this.task.titles.join(''));
    return {
      input: { conversation: await conversation.asking(prompt, maxTokens) },
      sampling: { ...sampling, ...this.turnSeed(), ...change },
      maxTokens,
      stop: this.otherHeadings(),
      priority: 'writing',
      slot,
    };
  }

  /** A seed of its own for each answer: with the same one they all begin alike. */
  private turnSeed(): { seed?: number } {
    const { seed } = this.tools.sampling;
    return seed === undefined ? {} : { seed: seed + SEEDS_PER_SECTION * this.task.index + this.turn };
  }

  /** Passes text on, piece by piece, until the section is full or repeats itself. */
  private *take(text: string): Generator<string> {
    for (const piece of splitSentences(text).flatMap(splitBeforePauses)) {
      this.full ||= this.isFullBefore(piece);
      if (this.full || this.tools.guard.repeated) return;
      yield* this.append(this.tools.guard.push(piece));
    }
    this.full ||= this.isFullBefore('');
  }

  private isFullBefore(next: string): boolean {
    const { endAtSentence, endAtClause, cutAt } = this.range;
    const answer = this.written.slice(this.from.offset);
    const characters = this.from.characters + countCharacters(answer);
    if (characters >= cutAt) return true;
    if (characters >= endAtSentence && endsSentence(answer)) return true;
    return characters >= endAtClause && startsWithPause(next);
  }

  private *append(text: string): Generator<string> {
    const fresh = withoutWiderGap(this.written, text);
    if (fresh === '') return;
    this.written += fresh;
    yield fresh;
  }
}

function attemptAfterSuccess(attempt: Attempt, repeated: boolean): Attempt {
  if (BOLDER.includes(attempt)) return attempt;
  return repeated ? STRICT : FIRST;
}
