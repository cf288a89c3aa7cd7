import type { Engine, GenerationRequest, Message } from '../../src/engine/engine.ts';
import { isAbort } from '../../src/shared/errors.ts';

/** What a load has done so far. */
export interface LoadCounts {
  rounds: number;
  requests: number;
  cancelled: number;
  tokens: number;
}

export interface LoadOptions {
  readonly engine: Engine;
  /** Numbers in [0, 1): the same numbers, the same requests. */
  readonly random: () => number;
  /** Called after each round. @returns whether it was the last */
  readonly isOver: (counts: LoadCounts) => boolean;
}

/** Rounds before a person turns to another document or conversation. */
const TURNS = 2;
const TYPED = 3;
/** Share of the requests that are to be cancelled on the way; some end before. */
const CANCELLED = 0.4;

const TOPICS = [
  '智能客服系统升级',
  '图书馆数字化改造',
  '社区养老服务',
  '数据中心迁移',
  '新员工培训',
  '校园安全管理',
];
const SENTENCE = '为扎实做好各项工作，我们认真落实年度计划，重点推进系统建设与人员培训。';

/** @returns a whole number from 0 to `most` - 1 */
type Pick = (most: number) => number;

/**
 * Asks an engine as a busy day does, in rounds: somebody types, chats and has a document written, all at the same time,
 * cancels a good part of what was asked for, and turns to new conversations and documents.
 * @throws what a request threw that was not cancelled
 */
export async function mixedLoad({ engine, random, isOver }: LoadOptions): Promise<LoadCounts> {
  const counts: LoadCounts = { rounds: 0, requests: 0, cancelled: 0, tokens: 0 };
  const pick: Pick = (most) => Math.floor(random() * most);
  do {
    const { rounds } = counts;
    const requests = [
      ...Array.from({ length: TYPED }, () => typed(pick)),
      asked(rounds, pick),
      written(rounds, pick),
    ];
    const cancels = requests.map(() => (random() < CANCELLED ? pick(12) : undefined));
    await Promise.all(requests.map((request, index) => ask(engine, request, cancels[index], counts)));
    counts.rounds++;
  } while (!isOver(counts));
  return counts;
}

/** @param cancelAfter events that are read before it is cancelled; never, where absent */
async function ask(
  engine: Engine,
  request: GenerationRequest,
  cancelAfter: number | undefined,
  counts: LoadCounts,
): Promise<void> {
  const cancel = new AbortController();
  let events = 0;
  counts.requests++;
  try {
    if (cancelAfter === 0) setImmediate(() => cancel.abort());
    for await (const event of engine.stream(request, cancel.signal)) {
      if (event.type === 'done') counts.tokens += event.usage.generatedTokens;
      if (++events === cancelAfter) cancel.abort();
    }
  } catch (error) {
    if (!cancel.signal.aborted || !isAbort(error)) throw error;
    counts.cancelled++;
  }
}

function typed(pick: Pick): GenerationRequest {
  const prefix = SENTENCE.repeat(1 + pick(4)).slice(pick(10));
  return { input: { prefix }, maxTokens: 12, priority: 'typing', slot: 'completion' };
}

function asked(round: number, pick: Pick): GenerationRequest {
  const question = (): Message => ({ role: 'user', content: `请谈谈${topic(pick)}。` });
  const conversation = [question()];
  for (let turn = 0; turn < round % TURNS; turn++) {
    conversation.push({ role: 'bot', content: SENTENCE }, question());
  }
  const slot = `chat:${Math.floor(round / TURNS)}`;
  return { input: { conversation }, maxTokens: 24, priority: 'chat', slot };
}

function written(round: number, pick: Pick): GenerationRequest {
  const content = `请写一份关于${topic(pick)}的工作总结。`;
  const slot = `writing:${Math.floor(round / TURNS)}`;
  const conversation: Message[] = [{ role: 'user', content }];
  return { input: { conversation }, maxTokens: 30 + pick(60), priority: 'writing', slot };
}

function topic(pick: Pick): string {
  return TOPICS[pick(TOPICS.length)] ?? '';
}
