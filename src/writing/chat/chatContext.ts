import * as l10n from '@vscode/l10n';
import type { Conversation, Engine, EngineInfo, Message } from '../../engine/engine.ts';
import { UsageError } from '../../shared/errors.ts';
import type { Chat, ChatTurn } from './chat.ts';
import { type Material, questionWithMaterials } from './material.ts';

/** Share of the context that is kept free for the answer, and the most tokens of one. */
const ANSWER_SHARE = 0.25;
const LONGEST_ANSWER = 4096;
/** Once the context is full, turns are dropped until the conversation takes this share of the room. */
const AFTER_DROPPING = 0.6;

/** What is sent to the model to have the last question of a chat answered. */
export interface ChatContext {
  readonly conversation: Conversation;
  /** Prompt tokens of the conversation. */
  readonly tokens: number;
  /** Most tokens of the answer. */
  readonly answerTokens: number;
  /** Turns at the beginning that are left out. */
  readonly forgotten: number;
}

/** Most tokens of an answer in a context of this length. */
export function answerTokensFor(contextLength: number): number {
  return Math.max(1, Math.min(LONGEST_ANSWER, Math.floor(contextLength * ANSWER_SHARE)));
}

/**
 * Fits a chat into the model's context. When it is full, the oldest whole turns are dropped, several at a time: until the
 * next time, each conversation begins as the last one did, and the engine computes only what is new.
 * @throws UsageError when the last question alone does not fit
 */
export async function fitContext(engine: Engine, model: EngineInfo, chat: Chat): Promise<ChatContext> {
  const answerTokens = answerTokensFor(model.contextLength);
  const room = model.contextLength - answerTokens;
  const last = chat.turns.length - 1;
  let forgotten = Math.min(chat.forgotten, last);
  const conversation = () => conversationOf(chat.turns.slice(forgotten), model);
  let tokens = await engine.countTokens(conversation());
  if (tokens > room) {
    while (forgotten < last && tokens > room * AFTER_DROPPING) {
      forgotten++;
      tokens = await engine.countTokens(conversation());
    }
  }
  if (tokens > room) throw tooLong(tokens, room, chat.turns[last]?.materials ?? []);
  return { conversation: conversation(), tokens, answerTokens, forgotten };
}

/** Tokens that a chat would take with a question that is not asked yet. */
export function countChatTokens(
  engine: Engine,
  model: EngineInfo,
  chat: Chat,
  question: string,
  materials: readonly Material[],
): Promise<number> {
  // A conversation has to end with a question: before one is typed, a mark of one token stands for it.
  const next: ChatTurn = { question: question.trim() || '…', materials, answer: '', end: 'writing' };
  return engine.countTokens(conversationOf([...chat.turns.slice(chat.forgotten), next], model));
}

/** Turns without an answer tell the model nothing; the last one is the question. */
function conversationOf(turns: readonly ChatTurn[], model: EngineInfo): Conversation {
  const last = turns.at(-1);
  return turns
    .filter((turn) => turn === last || turn.answer.trim() !== '')
    .flatMap((turn): Message[] => {
      const question = questionWithMaterials(turn.question, turn.materials, model);
      const asked: Message = { role: 'user', content: question };
      return turn === last ? [asked] : [asked, { role: 'bot', content: turn.answer }];
    });
}

function tooLong(tokens: number, room: number, materials: readonly Material[]): UsageError {
  return new UsageError(
    materials.length > 0 ? l10n.t('the question with its material') : l10n.t('the question'),
    l10n.t('its {0} tokens do not fit: the model has room for {1}', tokens, room),
    materials.length > 0
      ? l10n.t('edit it and take material off, or attach a selection instead of a whole file')
      : l10n.t('edit it and shorten it'),
  );
}
