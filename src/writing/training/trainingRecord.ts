/** A question and its answer. */
export interface TrainingTurn {
  readonly question: string;
  readonly answer: string;
}

/** One line of the data that TeleChat's own fine-tuning scripts read. */
export interface TrainingRecord {
  /** `<_user>question`, after `<_user>question<_bot>answer` for each earlier turn. */
  readonly input: string;
  /** The last answer. */
  readonly output: string;
}

const MARKER = /<_(user|bot|system|start|end|pad)>/g;

/** A conversation as TeleChat's scripts take it: they add `<_end>` after every answer, and learn all of them. */
export function trainingRecord(turns: readonly TrainingTurn[]): TrainingRecord {
  const last = turns.at(-1);
  if (!last) throw new Error('a training record needs a turn');
  const earlier = turns
    .slice(0, -1)
    .map(({ question, answer }) => `<_user>${plain(question)}<_bot>${plain(answer)}`);
  return { input: `${earlier.join('')}<_user>${plain(last.question)}`, output: plain(last.answer) };
}

/** Records as a `.jsonl` file has them. */
export function printRecords(records: readonly TrainingRecord[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** A marker inside a text would be read as the beginning of another turn. */
function plain(text: string): string {
  return text.replaceAll(MARKER, '<$1>');
}
