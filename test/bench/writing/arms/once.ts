import { wishOf } from '../tasks/tasks.ts';
import { type Arm, ask } from './arm.ts';

/** The model asked once, with the plain wish. */
export const once: Arm = (task, bench, signal) =>
  ask(bench, [{ role: 'user', content: wishOf(task) }], task.length, signal);
