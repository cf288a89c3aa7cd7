import type { Conversation, Engine, Message, Sampling } from '../../engine/engine.ts';
import { raceAbort } from '../../shared/abort.ts';
import type { ServiceRequest } from '../http/generations.ts';
import { DIALOG_ERRORS, DialogError } from './dialogError.ts';

type Fields = Readonly<Record<string, unknown>>;

/** TeleChat's own defaults; null in their place means the model's. */
const DEFAULTS = {
  do_sample: true,
  max_length: 4096,
  top_k: 20,
  top_p: 0.2,
  temperature: 0.1,
  repetition_penalty: 1.03,
};

const isWhole = Number.isInteger as (value: unknown) => value is number;
const isNumber = (value: unknown): value is number => typeof value === 'number';

/** What each optional field may be, null aside. JSON.parse cannot tell 5.0 from 5, so either is taken for a whole number. */
const IN_RANGE: Readonly<Record<keyof typeof DEFAULTS, (value: unknown) => boolean>> = {
  do_sample: (value) => typeof value === 'boolean',
  max_length: (value) => isWhole(value) && value > 0 && value <= 4096,
  top_k: (value) => isWhole(value) && value > 0 && value < 100,
  top_p: (value) => isNumber(value) && value > 0 && value < 1,
  temperature: (value) => isNumber(value) && value > 0 && value < 1,
  repetition_penalty: (value) => isNumber(value) && value > 1 && value < 100,
};

/**
 * Reads a request of TeleChat's own service, with its checks in its order (docs/model.md#telechats-own-service).
 * @throws DialogError with the code that TeleChat's service has for what is wrong
 */
export async function parseDialogRequest(
  json: unknown,
  engine: Engine,
  signal: AbortSignal,
): Promise<ServiceRequest> {
  const fields: Fields = { ...DEFAULTS, ...(json as Fields | null) };
  const { dialog } = fields;
  if (dialog === undefined || dialog === null) throw new DialogError(DIALOG_ERRORS.missing);
  const asked = conversationOf(dialog);
  for (const [name, isInRange] of Object.entries(IN_RANGE)) {
    const value = fields[name];
    if (value !== null && !isInRange(value)) throw new DialogError(DIALOG_ERRORS.range);
  }
  const { contextLength } = await raceAbort(engine.info(), signal);
  const maxLength = Math.min((fields.max_length as number | null) ?? DEFAULTS.max_length, contextLength);
  const { conversation, tokens } = await fitLength(asked, maxLength, (part) =>
    raceAbort(engine.countTokens(part), signal),
  );
  return {
    input: { conversation },
    sampling: samplingOf(fields),
    // As in the original, which answers a prompt that is too long with one token.
    maxTokens: Math.max(1, maxLength - tokens),
  };
}

/** Questions and answers in turn; the last is the question, whoever said it. */
function conversationOf(dialog: unknown): Conversation {
  if (!Array.isArray(dialog)) throw new DialogError(DIALOG_ERRORS.dialog);
  const messages = dialog.map((entry: Partial<Message> | null, index): Message => {
    const role = index % 2 === 0 ? 'user' : 'bot';
    if (entry?.role !== role) throw new DialogError(DIALOG_ERRORS.dialog);
    return { role, content: entry.content as string };
  });
  const question = messages.at(-1);
  const isText = messages.every(({ content }) => typeof content === 'string');
  if (!question || !isText || question.content === '') throw new DialogError(DIALOG_ERRORS.failed);
  return [...messages.slice(0, -1), { role: 'user', content: question.content }];
}

/** Leaves out as few of the oldest turns as make the prompt fit. */
async function fitLength(
  conversation: Conversation,
  maxLength: number,
  count: (conversation: Conversation) => Promise<number>,
): Promise<{ conversation: Conversation; tokens: number }> {
  // Fewer than `low` turns left out are known to be too few; `high` are taken to be enough, or all that there are.
  let low = 0;
  let high = Math.floor((conversation.length - 1) / 2);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await count(conversation.slice(middle * 2))) <= maxLength) high = middle;
    else low = middle + 1;
  }
  const fitting = conversation.slice(low * 2);
  return { conversation: fitting, tokens: await count(fitting) };
}

function samplingOf(fields: Fields): Partial<Sampling> {
  const named = {
    greedy: fields.do_sample === null ? null : !fields.do_sample,
    temperature: fields.temperature,
    topK: fields.top_k,
    topP: fields.top_p,
    repetitionPenalty: fields.repetition_penalty,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== null));
}
