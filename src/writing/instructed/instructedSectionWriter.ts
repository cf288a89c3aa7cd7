import type { GenerationRequest, Sampling } from '../../engine/engine.ts';
import { type GivenPassage, printPassages } from '../brief/sources.ts';
import { roundLength } from '../outline/shareLength.ts';
import { tokenBudget } from '../sections/lengthControl.ts';
import { type AnswerLimits, SectionBody } from '../sections/sectionBody.ts';
import { answerSeed, type SectionTask, type SectionWriter } from '../sections/sectionTask.ts';
import { answerFilter } from './filters/answerFilter.ts';
import { instructedLayout } from './instructedLayout.ts';
import type { InstructedTools } from './instructedTools.ts';
import { headingsAfter } from './nextHeadings.ts';
import { type RestOfPart, restOfParts } from './restOfParts.ts';
import { sectionParts } from './sectionParts.ts';

/** A part that ended before this share of its length goes on with a sentence that the program begins. */
const THIN = 0.6;
/** Sentences that the program begins, in a part of so many characters. */
const CHARACTERS_A_LEAD = 150;
/** A sentence of which less is new was said before. */
const LEAST_NEW = 0.15;
/** Long prose goes in circles without it; the releases recommend 1.01 to 1.05. */
const WRITING: Partial<Sampling> = { repetitionPenalty: 1.05 };
/** After an answer that brought nothing: another one; at last it may repeat, since no section is empty. */
const AGAIN: Partial<Sampling> = { temperature: 1, topP: 0.95 };

/** What one answer is to bring. */
interface AnswerTask {
  readonly title: string;
  /** Characters. */
  readonly length: number;
  /** What the program begins it with: the white space after what is there, and the first words. */
  readonly between?: string;
  readonly lead?: string;
  readonly change?: Partial<Sampling>;
  readonly leastNew?: number;
}

/**
 * Writes a section as a part of one long answer: the program sets the headings, the model fills in what stands under each,
 * and where it ends much too early the program begins the next sentence.
 */
export class InstructedSectionWriter implements SectionWriter {
  private readonly content: SectionBody;
  private answers = 0;
  /** The document's task, and what the person's sources say on this section. */
  private readonly request: string;
  readonly given: readonly GivenPassage[];

  /** @param begun the body as far as an earlier attempt came */
  constructor(
    private readonly tools: InstructedTools,
    private readonly task: SectionTask,
    begun = '',
  ) {
    this.content = new SectionBody(tools.guard, begun);
    const { prompts, outline, material } = tools;
    this.given = material?.choose(task.section) ?? [];
    const passages = printPassages(this.given);
    const request = prompts.task(outline);
    this.request = passages ? prompts.withMaterial(request, passages) : request;
  }

  get body(): string {
    return this.content.text;
  }

  async *write(): AsyncGenerator<string> {
    yield* this.content.close();
    for (const part of this.rest()) {
      if (part.heading !== '') yield this.content.addHeading(part.heading);
      yield* this.writePart(part);
    }
    yield* this.content.close();
    const { index, section } = this.task;
    const prompt = this.tools.frame.guide(index, section);
    this.tools.conversation.add({ title: section.title, prompt, answer: this.body.trim() });
  }

  private rest(): RestOfPart[] {
    const { index, section, range, wantsMore } = this.task;
    const { kind, language } = this.tools;
    const parts = sectionParts({ section, length: range.target, index, kind, language });
    if (!wantsMore) return restOfParts(parts, this.body);
    return [{ heading: '', title: section.title, length: range.target, written: this.content.characters }];
  }

  private async *writePart({ title, length, written }: RestOfPart): AsyncGenerator<string> {
    const from = this.content.characters - written;
    const missing = () => length - (this.content.characters - from);
    const isThin = () => missing() > length * (1 - THIN);
    if (written === 0) yield* this.answer({ title, length });
    for (const leastNew of [LEAST_NEW, 0]) {
      if (this.content.characters > from) break;
      yield* this.answer({ title, length, leastNew, change: AGAIN });
    }
    // A text in one piece has its end, however short it is.
    if (this.content.characters === from || title === '') return;
    for (let leads = Math.ceil(length / CHARACTERS_A_LEAD); leads > 0; leads--) {
      if (!isThin() && !(this.task.wantsMore === true && this.answers === 0)) break;
      const before = this.content.characters;
      yield* this.content.close();
      yield* this.answer({ title, length: missing(), ...this.nextWords() });
      if (this.content.characters === before) break;
    }
  }

  /** How the program goes on where the model has ended. */
  private nextWords(): Pick<AnswerTask, 'between' | 'lead'> {
    if (this.tools.kind.body === 'bullets') return { between: '\n' };
    if (this.tools.kind.isFree) return { between: '\n\n' };
    const mark = this.content.nextListMark;
    if (mark !== undefined) return { between: '\n', lead: mark };
    return { between: '', lead: this.tools.nextLead() };
  }

  /** Streams one answer into the body. */
  private async *answer(asked: AnswerTask): AsyncGenerator<string> {
    const { engine, guard, signal } = this.tools;
    const ending = new AbortController();
    const limits = this.limits(asked);
    const request = await this.generation(asked, limits.cutAt - this.content.characters);
    guard.leastNew = asked.leastNew ?? LEAST_NEW;
    const filter = answerFilter(this.tools, this.task, asked.title);
    this.content.begin(limits, asked.between);
    // Without words of the model's own the first ones of the program are none either.
    let begun = asked.lead ?? '';
    for await (const event of engine.stream(request, AbortSignal.any([signal, ending.signal]))) {
      if (event.type === 'text') {
        yield* this.content.take(filter.push(begun + event.text));
        begun = '';
      }
      if (!this.content.isComplete) continue;
      ending.abort();
      break;
    }
    yield* this.content.take(filter.end());
    const { text } = this.content.end();
    if (text !== '') yield text;
    this.answers++;
  }

  /** An answer that is long enough ends with its paragraph, a longer one with its sentence. */
  private limits({ length }: AnswerTask): AnswerLimits {
    const from = this.content.characters;
    const at = (share: number) => from + length * share;
    return { endAtParagraph: at(1), endAtSentence: at(1.3), endAtClause: at(1.6), cutAt: at(1.8) };
  }

  private async generation(asked: AnswerTask, room: number): Promise<GenerationRequest> {
    const { conversation, sampling, slot, prompts, continuesAnswers, frame, kind } = this.tools;
    const { index, section, titles } = this.task;
    const maxTokens = tokenBudget(room, titles.join(''));
    const layout = instructedLayout({
      task: this.request,
      prompts,
      goOn: continuesAnswers ? undefined : prompts.goOn(asked.title, roundLength(asked.length)),
    });
    const { between = '', lead = '' } = asked;
    const mark = kind.body === 'bullets' ? '- ' : '';
    const text = `${frame.guide(index, section)}${this.body}${between}${mark}${lead}`;
    return {
      input: { conversation: await conversation.asking(text, maxTokens, layout) },
      sampling: { ...WRITING, ...sampling, ...answerSeed(sampling, index, this.answers), ...asked.change },
      maxTokens,
      stop: headingsAfter(this.tools, index, section),
      priority: 'writing',
      slot,
    };
  }
}
