import { mulberry32 } from '../../../../src/shared/random.ts';
import type { ArmName } from '../arms/arms.ts';
import type { WrittenDocument } from '../documents.ts';
import { groupOf, type Task, wishOf } from '../tasks/tasks.ts';

/** Two documents of one task, and which is which. */
export interface PairKey {
  readonly pair: string;
  readonly task: string;
  readonly group: string;
  /** Characters that were asked for. */
  readonly length: number;
  readonly a: ArmName;
  readonly b: ArmName;
  readonly model: string;
  /** Of the product, where it wrote one of them. */
  readonly revision: string;
}

/** A pair as a reader gets it. */
export interface Pair {
  readonly key: PairKey;
  /** Markdown: the task and both documents, without a name. */
  readonly text: string;
}

/**
 * Pairs the documents of two arms, task by task, in random order and on random sides.
 * @param seed the same seed, the same order and sides
 */
export function pairDocuments(
  tasks: readonly Task[],
  documents: readonly WrittenDocument[],
  [one, other]: readonly [ArmName, ArmName],
  seed: number,
): Pair[] {
  const random = mulberry32(seed);
  const byTask = tasks.flatMap((task) => {
    const [first, second] = [one, other].map((arm) =>
      documents.find((document) => document.arm === arm && document.task === task.id),
    );
    return first && second ? [{ task, first, second, place: random(), swapped: random() < 0.5 }] : [];
  });
  return byTask
    .sort((left, right) => left.place - right.place)
    .map(({ task, first, second, swapped }, index) => {
      const [a, b] = swapped ? [second, first] : [first, second];
      const pair = `pair-${String(index + 1).padStart(3, '0')}`;
      const { model, revision } = (a.arm === 'product' ? a : b.arm === 'product' ? b : first).cost;
      const of = { pair, task: task.id, group: groupOf(task), length: task.length };
      return { key: { ...of, a: a.arm, b: b.arm, model, revision }, text: printPair(pair, task, a, b) };
    });
}

function printPair(pair: string, task: Task, a: WrittenDocument, b: WrittenDocument): string {
  const blocks = [
    `===== ${pair}: the task (${task.length} characters, about) =====`,
    wishOf(task),
    '===== A =====',
    a.markdown.trim(),
    '===== B =====',
    b.markdown.trim(),
    '===== end =====',
  ];
  return `${blocks.join('\n\n')}\n`;
}
