import { Option } from 'commander';
import { UsageError } from '../../../../src/shared/errors.ts';
import { ARM_NAMES, type ArmName } from '../arms/arms.ts';
import type { Task } from '../tasks/tasks.ts';

/** `--tasks`: which of them. */
export function tasksOption(): Option {
  return new Option(
    '--tasks <pattern>',
    'only tasks whose id this regular expression finds, such as ^email',
  ).default('');
}

/** The tasks whose ids a pattern finds. @throws UsageError when there is none */
export function chosenTasks(tasks: readonly Task[], pattern: string): Task[] {
  const chosen = tasks.filter(({ id }) => new RegExp(pattern).test(id));
  if (chosen.length > 0) return chosen;
  throw new UsageError('--tasks', `no task's id has ${pattern}`, 'see test/bench/writing/tasks');
}

/** `--arms`: names of arms, separated by commas. */
export function armsOption(standard: string): Option {
  return new Option('--arms <names>', `of ${ARM_NAMES.join(', ')}`).default(standard);
}

/** @throws UsageError for a name that no arm has */
export function chosenArms(names: string): ArmName[] {
  return names.split(',').map((name) => {
    const arm = ARM_NAMES.find((each) => each === name.trim());
    if (arm) return arm;
    throw new UsageError('--arms', `there is no arm "${name}"`, `use ${ARM_NAMES.join(', ')}`);
  });
}
