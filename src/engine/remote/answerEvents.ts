import type { GenerationEvent, GenerationRequest, StopReason, Usage } from '../engine.ts';
import { StopStrings } from '../stopStrings.ts';
import { estimateConversation, estimateTokens } from './tokenEstimate.ts';

/** What a server sends of an answer. */
export interface AnswerPiece {
  readonly text?: string;
  /** Why the server has ended it. */
  readonly stop?: StopReason | undefined;
  readonly usage?: Usage | undefined;
}

/** A TeleChat model that writes one of these has ended its turn; a server may let them through as text. */
const TURN_MARKERS = ['<_user>', '<_bot>', '<_end>'];

/**
 * The events of an answer from the pieces that a server sends of it. It ends before a stop string also where the server
 * knows none, and what the server does not count is estimated.
 */
export async function* answerEvents(
  request: GenerationRequest,
  pieces: AsyncIterable<AnswerPiece>,
): AsyncGenerator<GenerationEvent> {
  const markers = new StopStrings(TURN_MARKERS);
  const stops = new StopStrings(request.stop ?? []);
  let text = '';
  let stop: StopReason = 'end';
  let usage: Usage | undefined;
  try {
    for await (const piece of pieces) {
      stop = piece.stop ?? stop;
      usage = piece.usage ?? usage;
      if (!piece.text) continue;
      text += piece.text;
      const shown = stops.push(markers.push(piece.text));
      if (shown !== '') yield { type: 'text', text: shown };
      if (stops.stopped || markers.stopped) break;
    }
  } catch (error) {
    // What was held back is part of what came.
    yield* rest(markers, stops);
    throw error;
  }
  yield* rest(markers, stops);
  if (stops.stopped) stop = 'stop';
  else if (markers.stopped) stop = 'end';
  yield { type: 'done', stop, usage: usage ?? estimateUsage(request, text) };
}

function* rest(markers: StopStrings, stops: StopStrings): Generator<GenerationEvent> {
  const text = stops.push(markers.flush()) + stops.flush();
  if (text !== '') yield { type: 'text', text };
}

function estimateUsage({ input }: GenerationRequest, answer: string): Usage {
  const promptTokens =
    'prefix' in input ? estimateTokens(input.prefix) : estimateConversation(input.conversation);
  return { promptTokens, reusedTokens: 0, generatedTokens: estimateTokens(answer) };
}
