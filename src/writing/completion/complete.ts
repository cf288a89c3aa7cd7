import type { Engine, Sampling, StopReason } from '../../engine/engine.ts';
import { type CompletionPlace, type CursorText, placeOf } from './completionPlace.ts';
import { completionPrompt } from './completionPrompt.ts';
import { type CompletionText, completionText } from './completionText.ts';

/**
 * Why there is no completion. `noPlace`: none belongs at the cursor. `noWords`: there is nothing yet to go on with.
 * `repeats`: the model said what stands nearby. `nothing`: it gave no whole sentence. `cancelled`: an edit overtook it.
 */
export type NoCompletion = 'noPlace' | 'noWords' | 'repeats' | 'nothing' | 'cancelled';

/** Whole sentences, list items or the rest of a heading; the text is empty where there is nothing to suggest, for a reason. */
export interface Completion {
  readonly text: string;
  readonly why?: NoCompletion;
}

/** Room for three sentences or list items. */
const ANSWER_TOKENS = 120;
/** UTF-16 units of the prompt: a few paragraphs decide how a sentence goes on, and more costs time. */
const PROMPT_BUDGET = 1200;
/** A slow model is stopped after so long at the first whole sentence. */
const PATIENCE_MS = 1500;
/** The most likely continuation first; where that repeats or ends badly another. A third is seldom better and costs time. */
const ATTEMPTS: readonly Partial<Sampling>[] = [
  { greedy: true, repetitionPenalty: 1.05 },
  { greedy: false, temperature: 0.8, topK: 20, topP: 0.95, repetitionPenalty: 1.1, seed: 1 },
];

/**
 * Completes the text at the cursor.
 * @param contextLength tokens that the model can read and write together
 * @param onProgress hears how the continuation begins so far; a second attempt begins anew
 * @throws EngineError; the signal's reason when aborted
 */
export async function complete(
  engine: Engine,
  cursor: CursorText,
  contextLength: number,
  signal: AbortSignal,
  onProgress: (raw: string) => void = () => undefined,
): Promise<Completion> {
  const place = placeOf(cursor);
  if (!place) return { text: '', why: 'noPlace' };
  // A character takes two tokens at most, but for the rarest.
  const budget = Math.min(PROMPT_BUDGET, Math.floor((contextLength - ANSWER_TOKENS) / 2));
  const prefix = completionPrompt(cursor.before, cursor.isMarkdown, budget).trimEnd();
  if (!/[\p{L}\p{N}]/u.test(prefix)) return { text: '', why: 'noWords' };
  const started = performance.now();
  let why: NoCompletion = 'nothing';
  for (const sampling of ATTEMPTS) {
    const input = { prefix: prefix + gapAfter(cursor.before, place) };
    const { text, repeats } = await attempt(engine, { input, sampling }, cursor, place, signal, onProgress);
    if (text !== '') return { text };
    if (repeats) why = 'repeats';
    if (performance.now() - started > PATIENCE_MS) break;
  }
  return { text: '', why };
}

/** White space that the prompt ends with: a tokenizer reads the space before a word as the word's own. */
function gapAfter(before: string, { kind }: CompletionPlace): string {
  const gap = /\s*$/.exec(before)?.[0] ?? '';
  return gap.includes('\n') || kind === 'list' ? gap.replaceAll('\r', '').replace(/\n{3,}/, '\n\n') : '';
}

async function attempt(
  engine: Engine,
  { input, sampling }: { input: { prefix: string }; sampling: Partial<Sampling> },
  cursor: CursorText,
  place: CompletionPlace,
  signal: AbortSignal,
  onProgress: (raw: string) => void,
): Promise<CompletionText> {
  const started = performance.now();
  const request = {
    input,
    sampling,
    maxTokens: ANSWER_TOKENS,
    stop: [place.kind === 'heading' ? '\n' : '\n#'],
    priority: 'typing',
    slot: 'completion',
  } as const;
  let answer = '';
  let stop: StopReason | undefined;
  let now: CompletionText = { raw: '', text: '', isComplete: false, repeats: false };
  for await (const event of engine.stream(request, signal)) {
    if (event.type === 'prefill' || event.type === 'thinking') continue;
    if (event.type === 'text') answer += event.text;
    else stop = event.stop;
    now = completionText(answer, cursor, place, stop === 'end' || stop === 'stop');
    onProgress(now.raw);
    if (now.isComplete || (now.text !== '' && performance.now() - started > PATIENCE_MS)) break;
  }
  return now;
}
