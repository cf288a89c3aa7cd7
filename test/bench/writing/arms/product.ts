import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Task } from '../tasks/tasks.ts';
import type { Arm } from './arm.ts';

/** The product as people get it: its command line. */
export const product: Arm = async (task, { cli, url, model, seed }, signal) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'yardstick-'));
  const file = path.join(folder, 'document.md');
  try {
    const engine = ['--remote', url, ...(model === undefined ? [] : ['--model', model])];
    const output = ['--seed', String(seed), '--out', file, '--json'];
    await promisify(execFile)('node', [cli, 'write', ...taskOptions(task), ...engine, ...output], { signal });
    return (await readFile(file, 'utf8')).trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** What `write` is told of a task. */
export function taskOptions(task: Task): string[] {
  const length = ['--length', String(task.length)];
  // A wish in a person's own words has no option of its own yet: it is the topic of the most general kind.
  if ('prompt' in task) return ['--kind', 'report', '--topic', task.prompt, ...length];
  const points = task.points.flatMap((point) => ['--point', point]);
  const fields = Object.entries(task.fields).flatMap(([id, value]) => ['--field', `${id}=${value}`]);
  return ['--kind', task.kind, '--topic', task.topic, ...points, ...fields, ...length];
}
