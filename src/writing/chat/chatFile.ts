import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { UserError } from '../../shared/errors.ts';
import { ANSWER_ENDS, type Chat } from './chat.ts';

const TURN = v.object({
  question: v.pipe(v.string(), v.nonEmpty()),
  materials: v.array(v.object({ name: v.string(), text: v.string() })),
  thinking: v.exactOptional(v.string()),
  answer: v.string(),
  end: v.picklist(ANSWER_ENDS),
  error: v.exactOptional(v.string()),
});

const CHAT = v.object({
  formatVersion: v.literal(1),
  // Names a file: nothing that could lead out of the folder.
  id: v.pipe(v.string(), v.regex(/^[\w-]+$/)),
  title: v.string(),
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  updatedAt: v.pipe(v.string(), v.isoTimestamp()),
  turns: v.array(TURN),
  forgotten: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/** A chat as it is kept in a file. */
export function printChat(chat: Chat): string {
  return JSON.stringify(chat);
}

/**
 * Reads a kept chat. An answer that was being written when the program ended counts as stopped.
 * @param name the file's name, for the error
 * @throws UserError when the text is no chat, or one of another version
 */
export function parseChat(text: string, name: string): Chat {
  const chat = validated(text, name);
  const turns = chat.turns.map((turn) =>
    turn.end === 'writing' ? { ...turn, end: 'stopped' as const } : turn,
  );
  return { ...chat, turns, forgotten: Math.min(chat.forgotten, Math.max(0, turns.length - 1)) };
}

function validated(text: string, name: string): Chat {
  try {
    return v.parse(CHAT, JSON.parse(text));
  } catch (cause) {
    throw new UserError(
      l10n.t('the saved conversation {0}', name),
      l10n.t('it cannot be read: {0}', reasonOf(cause)),
      l10n.t('it was left as it is; the others are not affected'),
      { cause },
    );
  }
}

function reasonOf(cause: unknown): string {
  if (!v.isValiError(cause)) return cause instanceof Error ? cause.message : String(cause);
  const [issue] = cause.issues;
  const where = v.getDotPath(issue);
  return where ? `${where}: ${issue.message}` : issue.message;
}
