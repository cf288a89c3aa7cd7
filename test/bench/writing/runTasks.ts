import { messageOf } from '../../../src/shared/errors.ts';
import type { Bench } from './arms/arm.ts';
import { type ArmName, arms } from './arms/arms.ts';
import type { Cost, DocumentFolder } from './documents.ts';
import type { CountingProxy } from './server/proxy.ts';
import type { Task } from './tasks/tasks.ts';

/** What to write, and where to. */
export interface Run {
  readonly tasks: readonly Task[];
  readonly arms: readonly ArmName[];
  readonly folder: DocumentFolder;
  readonly bench: Bench;
  readonly proxy: CountingProxy;
  readonly revision: string;
  /** Most documents to write this time. */
  readonly limit: number;
  readonly log: (line: string) => void;
}

/**
 * Writes the documents that are not there yet, one after another. One that fails is told of and left out: the next run tries
 * it again. @throws the signal's reason when aborted
 */
export async function runTasks(run: Run, signal: AbortSignal): Promise<void> {
  let written = 0;
  for (const task of run.tasks) {
    for (const arm of run.arms) {
      if (written >= run.limit) return;
      if (await run.folder.has(arm, task.id)) continue;
      written++;
      try {
        await writeOne(run, arm, task, signal);
      } catch (error) {
        signal.throwIfAborted();
        run.log(`${task.id} by ${arm}: ${messageOf(error)}`);
      }
    }
  }
}

async function writeOne(run: Run, arm: ArmName, task: Task, signal: AbortSignal): Promise<void> {
  const { bench, proxy, folder, revision } = run;
  proxy.take();
  const started = performance.now();
  const markdown = await arms[arm](task, bench, signal);
  const seconds = (performance.now() - started) / 1000;
  const usages = proxy.take();
  const cost: Cost = {
    model: (await bench.engine.info()).model,
    revision,
    seed: bench.seed,
    seconds: Math.round(seconds * 10) / 10,
    requests: usages.length,
    computed: usages.reduce((sum, { computed }) => sum + computed, 0),
    generated: usages.reduce((sum, { generated }) => sum + generated, 0),
    kept: await bench.engine.countTokens([{ role: 'user', content: markdown }]),
  };
  await folder.save({ arm, task: task.id, markdown, cost });
  run.log(`${task.id} by ${arm}: ${cost.seconds} s, ${cost.requests} requests`);
}
