import type { Conversation, Engine } from '../../../../src/engine/engine.ts';
import type { Task } from '../tasks/tasks.ts';

/** What an arm may use. All arms of a run ask the same server, through the proxy that counts. */
export interface Bench {
  readonly url: string;
  /** The server's name of the model. Default: its first. */
  readonly model: string | undefined;
  /** The same server as an engine. */
  readonly engine: Engine;
  readonly seed: number;
  /** Path of the product's command line. */
  readonly cli: string;
}

/** A way to have a document written. Returns it in Markdown. */
export type Arm = (task: Task, bench: Bench, signal: AbortSignal) => Promise<string>;

/** Tokens that a document may take for each character asked for. */
const TOKENS_PER_CHARACTER = 3;
const FEWEST_TOKENS = 1024;

/** Asks the model for one answer, of generous length as far as its context allows. */
export async function ask(
  { engine, seed }: Bench,
  conversation: Conversation,
  length: number,
  signal: AbortSignal,
): Promise<string> {
  const { contextLength } = await engine.info();
  const room = contextLength - (await engine.countTokens(conversation)) - 1;
  const maxTokens = Math.max(1, Math.min(room, Math.max(FEWEST_TOKENS, TOKENS_PER_CHARACTER * length)));
  const request = { input: { conversation }, maxTokens, sampling: { seed }, priority: 'writing' } as const;
  let text = '';
  for await (const event of engine.stream({ ...request, slot: 'writing:yardstick' }, signal)) {
    if (event.type === 'text') text += event.text;
  }
  return text.trim();
}
