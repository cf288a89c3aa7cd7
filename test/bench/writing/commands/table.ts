import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { DocumentFolder } from '../documents.ts';
import { phrasesOf } from '../figures/promptWords.ts';
import { printTable } from '../table.ts';
import { readTasks } from '../tasks/tasks.ts';
import { placesOf } from './places.ts';

/** `table`: measures the documents anew. */
export function tableCommand(root: string): Command {
  return new Command('table')
    .description('Measure the documents of a folder, and write its table.md.')
    .argument('<folder>', 'as given to run --out')
    .action(async (folder: string) => {
      process.stdout.write(await writeTable(root, folder));
    });
}

/** Writes `table.md` into a folder of documents, and returns what is in it. */
export async function writeTable(root: string, folder: string): Promise<string> {
  const places = placesOf(root);
  const [tasks, documents, programs] = await Promise.all([
    readTasks(places.tasks),
    new DocumentFolder(folder).read(),
    Promise.all(places.prompts.map(readPrograms)),
  ]);
  const table = printTable(tasks, documents, phrasesOf(programs.join('\n')));
  await writeFile(path.join(folder, 'table.md'), table);
  return table;
}

async function readPrograms(folder: string): Promise<string> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
  return texts.join('\n');
}
