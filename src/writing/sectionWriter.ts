import type { Engine, GenerationRequest, Sampling } from '../engine/engine.ts';
import { BulletLines } from './bulletLines.ts';
import type { WritingConversation } from './conversation.ts';
import type { DocumentPrompts } from './documentPrompts.ts';
import type { DocumentKind } from './documents/kind.ts';
import { type LengthRange, tokenBudget } from './lengthControl.ts';
import { countCharacters, novelty } from './measure.ts';
import type { Section } from './outline.ts';
import type { RepetitionGuard } from './repetitionGuard.ts';
import { endsSentence, joint, missingStop, splitSentences } from './sentences.ts';
import { TextCleaner } from './textCleaner.ts';

/** Turns for one section: the first and its continuations. */
const MAX_TURNS = 5;
/** A continuation of which less than this share is new says nothing more. */
const LEAST_NOVELTY = 0.3;
/** Repetition penalty after the model has repeated a sentence. */
const STRICT_PENALTY = 1.2;

/** What the sections of one document have in common. */
export interface SectionTools {
  readonly engine: Engine;
  readonly conversation: WritingConversation;
  readonly prompts: DocumentPrompts;
  readonly body: DocumentKind['body'];
  readonly guard: RepetitionGuard;
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
}

/** Writes the body of one section and keeps it to its length. */
export class SectionWriter {
  private written: string;
  private full = false;

  /** @param begun the body as far as an earlier attempt came */
  constructor(
    private readonly tools: SectionTools,
    private readonly task: SectionTask,
    begun = '',
  ) {
    this.written = begun;
    tools.guard.learn(begun);
  }

  /** The body so far. */
  get body(): string {
    return this.written;
  }

  /**
   * Streams the body; what it yields, joined, is `body` from where it began. A short answer is continued in further turns, a long one ends
   * with a sentence, a repeated sentence is left out and followed by one attempt with a higher repetition penalty.
   */
  async *write(): AsyncGenerator<string> {
    const { index, section, range } = this.task;
    let prompt = this.written === '' ? this.tools.prompts.section(index, section) : this.continuation();
    let strict = false;
    for (let turn = 0; turn < MAX_TURNS; turn++) {
      const before = this.written;
      const repeated: boolean = yield* this.answer(prompt, strict);
      const answer = this.written.slice(before.length);
      this.tools.conversation.add({ prompt, answer: answer.trim() });
      const characters = countCharacters(this.written);
      if (characters >= range.enough || (repeated && strict)) break;
      if (turn > 0 && !repeated && novelty(answer, before) < LEAST_NOVELTY) break;
      strict ||= repeated;
      prompt = this.continuation();
    }
    yield* this.append(missingStop(this.written));
  }

  /** Asks for what the body still lacks. */
  private continuation(): string {
    const { index, section, range } = this.task;
    const missing = range.target - countCharacters(this.written);
    return this.tools.prompts.continuation(index, { ...section, length: roundToTen(missing) });
  }

  /** Streams one answer into the body. @returns true when it ended because it repeated a sentence */
  private async *answer(prompt: string, strict: boolean): AsyncGenerator<string, boolean> {
    const { engine, guard, signal } = this.tools;
    const ending = new AbortController();
    const request = await this.request(prompt, strict);
    const plain = new TextCleaner(this.task.titles);
    const cleaner = this.tools.body === 'bullets' ? new BulletLines(plain) : plain;
    let between = joint(this.written);
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

  private async request(prompt: string, strict: boolean): Promise<GenerationRequest> {
    const { conversation, sampling, slot } = this.tools;
    const maxTokens = tokenBudget(this.task.range.full);
    return {
      input: { conversation: await conversation.asking(prompt, maxTokens) },
      sampling: strict ? { ...sampling, repetitionPenalty: STRICT_PENALTY } : sampling,
      maxTokens,
      priority: 'writing',
      slot,
    };
  }

  /** Passes text on, sentence by sentence, until the section is full or repeats itself. */
  private *take(text: string): Generator<string> {
    for (const piece of splitSentences(text)) {
      if (this.full || this.tools.guard.repeated) return;
      yield* this.append(this.tools.guard.push(piece));
      this.full = this.isFull();
    }
  }

  private isFull(): boolean {
    const { full, tooLong } = this.task.range;
    const characters = countCharacters(this.written);
    return characters >= tooLong || (characters >= full && endsSentence(this.written));
  }

  private *append(text: string): Generator<string> {
    if (text === '') return;
    this.written += text;
    yield text;
  }
}

function roundToTen(characters: number): number {
  return Math.max(10, Math.round(characters / 10) * 10);
}
