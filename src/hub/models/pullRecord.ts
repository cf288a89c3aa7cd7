import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { UNFINISHED_PULL, type UnfinishedPull } from '../../cliContract/modelsList.ts';
import { messageOf } from '../../shared/errors.ts';
import { folderBytes } from '../../shared/files/folderBytes.ts';
import { parseAs, readJson } from '../../shared/files/jsonFile.ts';
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
  await rm(file, { force: true, recursive: true });
  return isThere;
}

/** The pulls that did not come to their end, by name. One that another process is at is among them. */
export async function listUnfinishedPulls(models: string): Promise<UnfinishedPull[]> {
  await removeLeftovers(path.join(models, PULLS));
  const names = await recordNames(models);
  const pulls = await Promise.all(names.map((name) => readPull(models, name)));
  return pulls.filter((pull) => pull !== undefined);
}

/** The pulls whose record cannot be read, so that nothing goes on from it: why, by name. */
export async function listBrokenPulls(models: string): Promise<ReadonlyMap<string, string>> {
  const broken = new Map<string, string>();
  for (const name of await recordNames(models)) {
    await parseRecord(models, name).catch((error: unknown) => broken.set(name, messageOf(error)));
  }
  return broken;
}

/** The pull of that name that did not come to its end; undefined where there is none, or its record cannot be read. */
export async function readPull(models: string, name: string): Promise<UnfinishedPull | undefined> {
  return parseRecord(models, name).catch(() => undefined);
}

async function recordNames(models: string): Promise<string[]> {
  const files = await readdir(path.join(models, PULLS)).catch(() => []);
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => path.basename(file, '.json'))
    .sort();
}

/** @throws UserError when there is no such record, or it is none */
async function parseRecord(models: string, name: string): Promise<UnfinishedPull> {
  const file = recordFile(models, name);
  const nextStep = 'remove it, then pull the model again';
  const record = parseAs(RECORD_JSON, await readJson(file, nextStep), file, nextStep);
  const { from, source } = record;
  if (source === undefined) return { name, bytes: 0, ...record };
  const folder = downloadFolder(models, parseRepository(from, source).hub.endpoint, from);
  const bytes = await folderBytes(path.join(folder, 'files'));
  return { name, bytes, download: path.basename(folder), ...record };
}

function recordFile(models: string, name: string): string {
  return path.join(models, PULLS, `${name}.json`);
}
