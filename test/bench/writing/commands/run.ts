import { execFileSync } from 'node:child_process';
import { Command, Option } from 'commander';
import { remoteEngine } from '../../../../src/cli/options/remoteOption.ts';
import { printProgress } from '../../../../src/cli/output/output.ts';
import { cancellable } from '../../../../src/cli/running/cancellable.ts';
import { UsageError } from '../../../../src/shared/errors.ts';
import { DocumentFolder } from '../documents.ts';
import { runTasks } from '../runTasks.ts';
import { serveFolder } from '../server/localServer.ts';
import { CountingProxy } from '../server/proxy.ts';
import { readTasks } from '../tasks/tasks.ts';
import { armsOption, chosenArms, chosenTasks, tasksOption } from './chosen.ts';
import { placesOf } from './places.ts';
import { writeTable } from './table.ts';

interface RunOptions {
  readonly remote?: string;
  readonly model?: string;
  readonly out: string;
  readonly arms: string;
  readonly tasks: string;
  readonly limit?: string;
  readonly seed: string;
}

/** `run`: writes the documents that are not there yet, and the table. */
export function runCommand(root: string): Command {
  return new Command('run')
    .description('Write the documents that are not in the folder yet, then its table.')
    .option('--remote <url>', 'http:// address of the server that computes')
    .option('--model <name>', "with --remote the server's name of the model, else a model folder")
    .requiredOption('--out <folder>', 'folder for the documents, one a model')
    .addOption(armsOption('product,once,plan'))
    .addOption(tasksOption())
    .option('--limit <number>', 'most documents to write')
    .addOption(new Option('--seed <number>', 'given to all arms').default('1'))
    .action((options: RunOptions) =>
      cancellable('the run', 'start it again: it goes on where it stopped', (signal) =>
        run(root, options, signal),
      ),
    );
}

async function run(root: string, options: RunOptions, signal: AbortSignal): Promise<void> {
  const places = placesOf(root);
  const tasks = chosenTasks(await readTasks(places.tasks), options.tasks);
  const arms = chosenArms(options.arms);
  const local = options.remote === undefined ? await served(places.cli, options.model, signal) : undefined;
  try {
    const proxy = await CountingProxy.start(local?.url ?? options.remote ?? '');
    const model = local ? undefined : options.model;
    const engine = remoteEngine(proxy.url, model);
    try {
      await runTasks(
        {
          tasks,
          arms,
          folder: new DocumentFolder(options.out),
          bench: { url: proxy.url, model, engine, seed: Number(options.seed), cli: places.cli },
          proxy,
          revision: revisionOf(root),
          limit: options.limit === undefined ? Number.POSITIVE_INFINITY : Number(options.limit),
          log: printProgress,
        },
        signal,
      );
    } finally {
      await engine.dispose();
      await proxy.close();
    }
  } finally {
    await local?.stop();
  }
  process.stdout.write(await writeTable(root, options.out));
}

function served(cli: string, folder: string | undefined, signal: AbortSignal) {
  if (folder !== undefined) return serveFolder(cli, folder, signal);
  throw new UsageError('the engine', 'none was named', 'give --remote <url> or --model <folder>');
}

function revisionOf(root: string): string {
  return execFileSync('git', ['-C', root, 'describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
}
