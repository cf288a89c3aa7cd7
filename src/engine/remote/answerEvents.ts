import * as l10n from '@vscode/l10n';
import { isBegun } from '../begunAnswer.ts';
import type { GenerationEvent, GenerationRequest, StopReason, Usage } from '../engine.ts';
import { EngineError } from '../engineError.ts';
import { StopStrings } from '../stopStrings.ts';
import { ThinkingSplitter } from '../thinkingSplitter.ts';
import { estimateConversation, estimateTokens } from './tokenEstimate.ts';

/** What a server sends of an answer. */
export interface AnswerPiece {
  readonly text?: string;
  /** Of the thinking, where the server tells it apart. */
  readonly thinking?: string;
  /** Why the server has ended it. */
  readonly stop?: StopReason | undefined;
  readonly usage?: Usage | undefined;
}

/** Whether a server's answers begin within their thinking, without a tag: known beforehand, or learnt from one that ended it. */
export interface ThinkingStart {
  isInside: boolean;
}

/** A TeleChat model that writes one of these has ended its turn; a server may let them through as text. */
const TURN_MARKERS = ['<_user>', '<_bot>', '<_end>'];

/**
 * The events of an answer from the pieces that a server sends of it. It ends before a stop string also where the server
 * knows none, what the server does not count is estimated, and its thinking is told apart.
 * @throws EngineError `unanswered` when what came as the answer turns out to have been thinking; the next one is told apart
 */
export async function* answerEvents(
  request: GenerationRequest,
  pieces: AsyncIterable<AnswerPiece>,
  start: ThinkingStart,
): AsyncGenerator<GenerationEvent> {
  const answer = new Answer(request, start);
  let stop: StopReason = 'end';
  let usage: Usage | undefined;
  try {
    for await (const piece of pieces) {
      stop = piece.stop ?? stop;
      usage = piece.usage ?? usage;
      yield* answer.push(piece);
      if (answer.ended) break;
    }
  } catch (error) {
    // What was held back is part of what came.
    yield* answer.rest();
    throw error;
  }
  yield* answer.rest();
  yield { type: 'done', stop: answer.ended ?? stop, usage: usage ?? answer.estimateUsage() };
}

/** What came of an answer. */
class Answer {
  private readonly markers = new StopStrings(TURN_MARKERS);
  private readonly stops: StopStrings;
  private readonly isBegun: boolean;
  private splitter: ThinkingSplitter;
  private text = '';
  private thinking = '';

  constructor(
    private readonly request: GenerationRequest,
    private readonly start: ThinkingStart,
  ) {
    this.stops = new StopStrings(request.stop ?? []);
    this.isBegun = isBegun(request);
    this.splitter = new ThinkingSplitter(start.isInside && !this.isBegun);
  }

  /** Why it is over, whatever the server still sends. */
  get ended(): StopReason | undefined {
    if (this.stops.stopped) return 'stop';
    return this.markers.stopped ? 'end' : undefined;
  }

  *push({ thinking = '', text = '' }: AnswerPiece): Generator<GenerationEvent> {
    // vLLM's parsers take for thinking whatever comes before a closing tag, also of an answer that is past it.
    if (this.isBegun) return yield* this.answer(thinking + text);
    if (thinking) {
      // A server that tells it apart leaves none in the text, of later answers either.
      this.start.isInside = false;
      if (this.thinking === '') this.splitter = new ThinkingSplitter();
      yield* this.think(this.thinking === '' ? thinking.trimStart() : thinking);
    }
    yield* this.answer(text);
  }

  /** What was held back. */
  *rest(): Generator<GenerationEvent> {
    const { thinking, text } = this.splitter.flush();
    yield* this.think(thinking);
    const last = this.markers.push(text) + this.markers.flush();
    yield* this.say(this.stops.push(last) + this.stops.flush());
  }

  private *answer(text: string): Generator<GenerationEvent> {
    if (text === '') return;
    const split = this.splitter.push(text);
    yield* this.think(split.thinking);
    yield* this.say(this.stops.push(this.markers.push(split.text)));
    if (!this.splitter.wasUnannounced) return;
    this.start.isInside = true;
    throw unannounced();
  }

  estimateUsage(): Usage {
    const { input } = this.request;
    const promptTokens =
      'prefix' in input ? estimateTokens(input.prefix) : estimateConversation(input.conversation);
    const generatedTokens = estimateTokens(this.thinking + this.text);
    return { promptTokens, reusedTokens: 0, generatedTokens };
  }

  private *think(text: string): Generator<GenerationEvent> {
    if (text === '') return;
    this.thinking += text;
    yield { type: 'thinking', text, tokens: estimateTokens(this.thinking) };
  }

  private *say(text: string): Generator<GenerationEvent> {
    if (text === '') return;
    this.text += text;
    yield { type: 'text', text };
  }
}

function unannounced(): EngineError {
  return new EngineError(
    'unanswered',
    l10n.t('the answer'),
    l10n.t('it began with the model’s thinking, which the server did not mark as such'),
    l10n.t('ask again: from now on it is told apart'),
  );
}
