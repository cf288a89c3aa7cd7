import * as l10n from '@vscode/l10n';
import { raceAbort } from '../shared/abort.ts';
import { isBegun } from './begunAnswer.ts';
import type { Engine, GenerationEvent, GenerationRequest } from './engine.ts';
import { EngineError } from './engineError.ts';

/** Most tokens of thinking where nobody says otherwise. */
const USUAL_BUDGET = 4096;

/** Gives a model room to think, and asks again with more of it where an answer was all thinking. One for each engine. */
export class ThinkingRoom {
  /** The model has been seen to think although it was asked not to. */
  private thinksAnyway = false;

  /** @param budget most tokens of thinking that a person allows; 0 for none */
  constructor(
    private readonly engine: Pick<Engine, 'info' | 'countTokens'>,
    private readonly budget: () => number = () => USUAL_BUDGET,
  ) {}

  /**
   * Streams the answer that `ask` gives. One to a request that says itself how many tokens there are is left as it comes.
   * @throws EngineError `unanswered` when all was thinking, the second time too
   */
  async *stream(
    request: GenerationRequest,
    signal: AbortSignal,
    ask: (request: GenerationRequest) => AsyncIterable<GenerationEvent>,
  ): AsyncGenerator<GenerationEvent> {
    const budget = this.budget();
    const allowed = { ...request, thinking: request.thinking === true && budget > 0 };
    if (request.thinkingTokens !== undefined) {
      return yield* ask({ ...allowed, thinkingTokens: Math.min(request.thinkingTokens, budget) });
    }
    const mayThink = !isBegun(request) && (allowed.thinking || this.thinksAnyway);
    const wanted = mayThink ? budget : 0;
    const first = await this.fitting(request, wanted, signal);
    // In a context without room for it, the model had better answer at once.
    if (first === 0) allowed.thinking = false;
    let thought = yield* this.attempt(ask, { ...allowed, thinkingTokens: first });
    if (thought === 0) return;
    const more = await this.fitting(request, first + budget, signal);
    if (more > first) {
      // What is thought now is shown below what was thought before.
      yield { type: 'thinking', text: '\n\n', tokens: thought };
      thought = yield* this.attempt(ask, { ...allowed, thinkingTokens: more });
    }
    if (thought > 0) throw unanswered(thought);
  }

  /** @returns the tokens of an answer that was all thinking; 0 where something was said */
  private async *attempt(
    ask: (request: GenerationRequest) => AsyncIterable<GenerationEvent>,
    request: GenerationRequest,
  ): AsyncGenerator<GenerationEvent, number> {
    let thought = 0;
    let hasText = false;
    for await (const event of ask(request)) {
      if (event.type === 'thinking') thought = event.tokens;
      if (event.type === 'text') hasText = true;
      this.thinksAnyway ||= thought > 0 && !request.thinking;
      if (event.type === 'done' && thought > 0 && !hasText) return thought;
      yield event;
    }
    return 0;
  }

  /** As many of the tokens as the context has room for, beside the prompt and the answer. */
  private async fitting(request: GenerationRequest, tokens: number, signal: AbortSignal): Promise<number> {
    if (tokens === 0) return 0;
    const { input, maxTokens } = request;
    const conversation =
      'prefix' in input ? [{ role: 'user' as const, content: input.prefix }] : input.conversation;
    const { contextLength } = await raceAbort(this.engine.info(), signal);
    const promptTokens = await raceAbort(this.engine.countTokens(conversation), signal);
    return Math.max(0, Math.min(tokens, contextLength - promptTokens - maxTokens));
  }
}

function unanswered(tokens: number): EngineError {
  return new EngineError(
    'unanswered',
    l10n.t('the answer'),
    l10n.t('the model thought for {0} tokens and gave no answer', tokens),
    l10n.t(
      'ask for less at once, give it more room (telechat.thinking.budget), or choose a model that does not think',
    ),
  );
}
