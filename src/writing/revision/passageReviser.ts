import type { GenerationRequest, Sampling } from '../../engine/engine.ts';
import { RepetitionGuard } from '../text/repetitionGuard.ts';
import { wholeSentences } from '../text/sentences.ts';
import { cleanAnswer } from './answerCleaner.ts';
import { type InstructedMode, type PassageQuestion, revisionConversation } from './revisionPrompts.ts';
import type { RevisionTools } from './revisionTools.ts';

/** Why a passage stays as it was. */
export type KeptReason = 'empty' | 'unchanged' | 'cutOff' | 'notLonger' | 'notShorter';

/** What came of one passage: its new text, or why it stays as it was. */
export type PassageResult = { readonly text: string } | { readonly kept: KeptReason };

/** How often a passage is asked for until the answer is of use. */
const ATTEMPTS = 3;
/** Most tokens of an answer, as a multiple of the passage's own; a translation into English takes more of them. */
const TOKEN_FACTOR: Readonly<Record<InstructedMode, number>> = {
  expand: 4,
  shorten: 1.2,
  polish: 2,
  formal: 2,
  plain: 2,
  translate: 3,
  custom: 4,
};
const SPARE_TOKENS = 64;

/** Asks the model for the revision of single passages. */
export class PassageReviser {
  constructor(private readonly tools: RevisionTools) {}

  /** True when the passage and an answer of the usual length fit the model's context together. */
  async fits(question: PassageQuestion): Promise<boolean> {
    const { engine, model } = this.tools;
    const prompt = await engine.countTokens(revisionConversation(question, model));
    const answer = await this.answerTokens(question);
    return prompt + answer <= model.contextLength && answer <= model.contextLength / 2;
  }

  /** Yields the revised passage as far as it has come; an attempt that was of no use is followed by another. */
  async *revise(question: PassageQuestion): AsyncGenerator<string, PassageResult> {
    let result: PassageResult = { kept: 'empty' };
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      result = yield* this.attempt(question, attempt);
      if ('text' in result) break;
    }
    return result;
  }

  private async *attempt(question: PassageQuestion, attempt: number): AsyncGenerator<string, PassageResult> {
    const { mode } = question;
    const request: GenerationRequest = {
      input: { conversation: revisionConversation(question, this.tools.model) },
      sampling: this.sampling(attempt),
      maxTokens: await this.answerTokens(question),
      priority: 'chat',
      slot: 'revision',
    };
    const guard = mode === 'expand' ? new RepetitionGuard() : undefined;
    const clean = (text: string) => cleanAnswer(text, question.text, mode === 'custom');
    let answer = '';
    let whole = true;
    for await (const event of this.tools.engine.stream(request, this.tools.signal)) {
      if (event.type === 'done') whole = event.stop !== 'length';
      if (event.type !== 'text') continue;
      answer += guard ? guard.push(event.text) : event.text;
      yield clean(answer);
      if (guard?.repeated) break;
    }
    if (guard?.repeated) whole = false;
    else answer += guard?.restart() ?? '';
    return judge(mode, question.text, clean(answer), whole);
  }

  private sampling(attempt: number): Partial<Sampling> {
    const { seed } = this.tools;
    return {
      ...(seed === undefined ? {} : { seed: seed + attempt }),
      // The most likely answer would only come again.
      ...(attempt > 0 ? { greedy: false } : {}),
    };
  }

  private async answerTokens({ mode, text }: PassageQuestion): Promise<number> {
    const tokens = await this.tools.engine.countTokens([{ role: 'user', content: text }]);
    return Math.ceil(tokens * TOKEN_FACTOR[mode]) + SPARE_TOKENS;
  }
}

function judge(mode: InstructedMode, original: string, revised: string, whole: boolean): PassageResult {
  if (revised === '') return { kept: 'empty' };
  // An expansion that came to no end loses nothing of the original when it ends with a sentence.
  if (!whole && mode !== 'expand') return { kept: 'cutOff' };
  const text = whole ? revised : wholeSentences(revised);
  if (withoutSpace(text) === withoutSpace(original)) return { kept: 'unchanged' };
  if (mode === 'expand' && lengthOf(text) <= lengthOf(original)) return { kept: 'notLonger' };
  if (mode === 'shorten' && lengthOf(text) >= lengthOf(original)) return { kept: 'notShorter' };
  return { text };
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '');
}

function lengthOf(text: string): number {
  return [...withoutSpace(text)].length;
}
