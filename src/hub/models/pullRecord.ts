import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { UNFINISHED_PULL, type UnfinishedPull } from '../../cliContract/modelsList.ts';
import { folderBytes } from '../../shared/files/folderBytes.ts';
import { OF_THIS_PROCESS, removeLeftovers, replaceFile } from '../../shared/files/replaceFile.ts';
import { downloadFolder } from '../../telechat/folder/modelsFolder.ts';
import { parseRepository } from './repositoryId.ts';

/** Records lie here in the models folder, by the name of the model that is to be. */
const PULLS = '.pulls';

const RECORD_JSON = v.omit(UNFINISHED_PULL, ['name', 'bytes', 'download']);

/** What a pull was asked for, and how far it came: kept until it is done, so that it can go on after a restart. */
export type PullRecord = Readonly<v.InferOutput<typeof RECORD_JSON>>;

/** Writes the record as a whole. */
export async function writePullRecord(models: string, name: string, record: PullRecord): Promise<void> {
  await replaceFile(recordFile(models, name), JSON.stringify(record), { ending: OF_THIS_PROCESS });
}

/** Forgets a pull: it is done, or was removed. @returns whether there was one */
export async function removePullRecord(models: string, name: string): Promise<boolean> {
  const file = recordFile(models, name);
  const isThere = await stat(file).then(
    () => true,
    () => false,
  );
  await rm(file, { force: true });
  return isThere;
}

/** The pulls that did not come to their end, by name. One that another process is at is among them. */
export async function listUnfinishedPulls(models: string): Promise<UnfinishedPull[]> {
  const folder = path.join(models, PULLS);
  await removeLeftovers(folder);
  const files = await readdir(folder).catch(() => []);
  const names = files.filter((file) => file.endsWith('.json')).map((file) => path.basename(file, '.json'));
  const pulls = await Promise.all(names.sort().map((name) => readPull(models, name)));
  return pulls.filter((pull) => pull !== undefined);
}

/** The pull of that name that did not come to its end. */
export async function readPull(models: string, name: string): Promise<UnfinishedPull | undefined> {
  const text = await readFile(recordFile(models, name), 'utf8').catch(() => undefined);
  const record = v.safeParse(v.pipe(v.string(), v.parseJson(), RECORD_JSON), text);
  if (!record.success) return undefined;
  const { from, source } = record.output;
  if (source === undefined) return { name, bytes: 0, ...record.output };
  const folder = downloadFolder(models, parseRepository(from, source).hub.endpoint, from);
  const bytes = await folderBytes(path.join(folder, 'files'));
  return { name, bytes, download: path.basename(folder), ...record.output };
}

function recordFile(models: string, name: string): string {
  return path.join(models, PULLS, `${name}.json`);
}
