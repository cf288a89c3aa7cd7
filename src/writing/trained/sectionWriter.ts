import type { GenerationRequest, Sampling } from '../../engine/engine.ts';
import type { TrainedPrompts } from '../prompts/trainedPrompts.ts';
import { type AnswerLength, type LengthRange, nextPart, tokenBudget } from '../sections/lengthControl.ts';
import { SectionBody } from '../sections/sectionBody.ts';
import {
  answerSeed,
  type SectionTask,
  type SectionWriter,
  type WritingTools,
} from '../sections/sectionTask.ts';
import { BulletLines } from '../text/bulletLines.ts';
import { countCharacters } from '../text/measure.ts';
import { TextCleaner } from '../text/textCleaner.ts';

/** An answer with fewer characters brings the section no further. */
const LEAST_PROGRESS = 20;
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
export interface TrainedTools extends WritingTools {
  readonly prompts: TrainedPrompts;
  readonly answers: AnswerLength;
}

/** Writes the body of one section and keeps it to its length. */
export class TrainedSectionWriter implements SectionWriter {
  private readonly content: SectionBody;
  /** The body as long as nothing has come of the task. */
  private startingBody = '';
  /** What the answer under way is held to. */
  private range: LengthRange;
  private turn = 0;

  /** @param begun the body as far as an earlier attempt came */
  constructor(
    private readonly tools: TrainedTools,
    private readonly task: SectionTask,
    begun = '',
  ) {
    this.content = new SectionBody(tools.guard, begun);
    this.range = task.range;
    this.remember(tools.prompts.section(task.index, task.section), begun);
  }

  get body(): string {
    return this.content.text;
  }

  /**
   * Streams the body; what it yields, joined, is `body` from where it began. A short answer is continued in further
   * turns, a long one ends with a sentence; one that repeats itself is followed by an attempt with a higher repetition
   * penalty, and one that brings nothing new even then by bolder ones that may say similar things.
   */
  async *write(): AsyncGenerator<string> {
    const { index, section, range } = this.task;
    const { answers, prompts } = this.tools;
    // A model begins its answer with a new sentence, whatever the earlier attempt broke off.
    yield* this.content.close();
    if (this.task.wantsMore) this.startingBody = this.body;
    const isDone = this.body !== '' && this.content.characters >= range.enough;
    let attempt: Attempt | undefined = isDone ? undefined : FIRST;
    for (this.turn = 0; attempt && this.turn < answers.mostFor(range); this.turn++) {
      const before = this.content.characters;
      const planned = LAST.includes(attempt) ? { ...section, points: [] } : section;
      const part = nextPart(planned, range, before, answers.longest);
      const prompt = (this.body === '' ? prompts.section : prompts.continuation)(index, part.section);
      this.range = part.range;
      const repeated: boolean = yield* this.answer(prompt, attempt, this.range.cutAt - before);
      const { answer } = this.content;
      this.remember(prompt, answer);
      if (this.content.characters >= range.enough) break;
      const stuck = countCharacters(answer) < Math.min(LEAST_PROGRESS, part.section.length / 4);
      if (stuck || repeated) answers.shorten();
      attempt = stuck ? this.attemptAfter(attempt) : attemptAfterSuccess(attempt, repeated);
    }
    yield* this.content.close();
  }

  /** What to try after an attempt that brought nothing; undefined when everything was tried. */
  private attemptAfter(failed: Attempt): Attempt | undefined {
    const next = ORDER[ORDER.indexOf(failed) + 1];
    return next && LAST.includes(next) && this.body !== this.startingBody ? undefined : next;
  }

  private remember(prompt: string, answer: string): void {
    const { title } = this.task.section;
    this.tools.conversation.add({ title, prompt, answer: answer.trim() });
  }

  /** Streams one answer into the body. @returns true when it ended because it repeated itself */
  private async *answer(prompt: string, attempt: Attempt, room: number): AsyncGenerator<string, boolean> {
    const { engine, guard, signal, kind } = this.tools;
    const ending = new AbortController();
    const request = await this.request(prompt, attempt.sampling, room);
    guard.leastNew = attempt.leastNew;
    const plain = new TextCleaner(this.task.titles);
    const cleaner = kind.body === 'bullets' ? new BulletLines(plain) : plain;
    this.content.begin(this.range);
    for await (const event of engine.stream(request, AbortSignal.any([signal, ending.signal]))) {
      if (event.type === 'text') yield* this.content.take(cleaner.push(event.text));
      if (!this.content.isComplete) continue;
      ending.abort();
      break;
    }
    yield* this.content.take(cleaner.end());
    const { text, repeated } = this.content.end();
    if (text !== '') yield text;
    return repeated;
  }

  /** A model that goes on with another section has ended this one. */
  private otherHeadings(): readonly string[] {
    return this.tools.headings.filter((_heading, index) => index !== this.task.index);
  }

  private async request(prompt: string, change: Partial<Sampling>, room: number): Promise<GenerationRequest> {
    const { conversation, sampling, slot } = this.tools;
    const maxTokens = tokenBudget(room, this.task.titles.join(''));
    return {
      input: { conversation: await conversation.asking(prompt, maxTokens) },
      sampling: { ...sampling, ...answerSeed(sampling, this.task.index, this.turn), ...change },
      maxTokens,
      stop: this.otherHeadings(),
      priority: 'writing',
      slot,
    };
  }
}

function attemptAfterSuccess(attempt: Attempt, repeated: boolean): Attempt {
  if (BOLDER.includes(attempt)) return attempt;
  return repeated ? STRICT : FIRST;
}
