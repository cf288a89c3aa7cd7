import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command, Option } from 'commander';
import { printProgress } from '../../../../src/cli/output/output.ts';
import { UsageError } from '../../../../src/shared/errors.ts';
import { DocumentFolder } from '../documents.ts';
import { pairDocuments } from '../reading/pairs.ts';
import { readTasks } from '../tasks/tasks.ts';
import { armsOption, chosenArms, chosenTasks, tasksOption } from './chosen.ts';
import { placesOf } from './places.ts';

interface PairsOptions {
  readonly arms: string;
  readonly tasks: string;
  readonly seed: string;
  readonly out: string;
}

/** `pairs`: documents side by side for readers who do not know who wrote them. */
export function pairsCommand(root: string): Command {
  return new Command('pairs')
    .description('Put the documents of two arms side by side, without names, into a folder for readers.')
    .argument('<folder>', 'as given to run --out')
    .addOption(armsOption('product,once'))
    .addOption(tasksOption())
    .addOption(new Option('--seed <number>', 'of the order and the sides').default('1'))
    .requiredOption('--out <folder>', 'folder for the readers; the key lies beside it, as <folder>.key.json')
    .action((folder: string, options: PairsOptions) => run(root, folder, options));
}

async function run(root: string, folder: string, options: PairsOptions): Promise<void> {
  const places = placesOf(root);
  const [one, other, ...more] = chosenArms(options.arms);
  if (!one || !other || more.length > 0 || one === other) {
    throw new UsageError('--arms', 'a pair has two arms', 'give two, such as product,once');
  }
  const tasks = chosenTasks(await readTasks(places.tasks), options.tasks);
  const documents = await new DocumentFolder(folder).read();
  const pairs = pairDocuments(tasks, documents, [one, other], Number(options.seed));
  const out = path.resolve(options.out);
  await mkdir(out, { recursive: true });
  await copyFile(places.rubric, path.join(out, 'README.md'));
  await Promise.all(pairs.map(({ key, text }) => writeFile(path.join(out, `${key.pair}.md`), text)));
  const keys = pairs.map(({ key }) => key);
  await writeFile(`${out}.key.json`, `${JSON.stringify(keys, undefined, 2)}\n`);
  printProgress(`${pairs.length} pairs in ${out}; which is which is in ${out}.key.json`);
}
