import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { messageOf, UserError } from '../../shared/errors.ts';
import { folderBytes } from '../../shared/files/folderBytes.ts';
import { isModelFolder } from './modelFolder.ts';

/** Unfinished and kept downloads lie here, so that they are on the disk that the models are on. */
const DOWNLOADS = '.downloads';

/** Begins the names of what is being removed, and of what an interrupted removal left. */
const REMOVED = '.removed-';

const NAME = /^(?!\.)[\p{L}\p{N}_.-]+$/u;

/** The folder that pulled models lie in: TELECHAT_WRITER_MODELS, else `.telechat-writer/models` in the home folder. */
export function modelsFolder(): string {
  return path.resolve(
    process.env.TELECHAT_WRITER_MODELS || path.join(homedir(), '.telechat-writer', 'models'),
  );
}

/** The folder of a model of the models folder; undefined when there is none of that name. */
export async function modelNamed(name: string): Promise<string | undefined> {
  if (!NAME.test(name)) return undefined;
  const folder = path.join(modelsFolder(), name);
  return (await isModelFolder(folder)) ? folder : undefined;
}

/**
 * Where a model of that name lies, or would.
 * @throws UserError for a name that is no plain folder name
 */
export function newModelFolder(models: string, name: string): string {
  if (NAME.test(name) && !name.endsWith('.partial')) return path.join(models, name);
  throw new UserError(
    `the name ${JSON.stringify(name)}`,
    'it cannot be the name of a model',
    'use letters, digits, dots, hyphens and underscores',
  );
}

/** Where a repository of a hub is downloaded to. */
export function downloadFolder(models: string, endpoint: string, id: string): string {
  const place = `${endpoint.replace(/^https?:\/\//, '')}/${id}`.replace(/[^\w.-]+/g, '--');
  return path.join(models, DOWNLOADS, place);
}

/** Names of the downloads that have not become a model, and the bytes of each that are there. */
export async function listDownloads(
  models: string,
): Promise<{ readonly name: string; readonly bytes: number }[]> {
  const folder = path.join(models, DOWNLOADS);
  const names = await folderNames(folder);
  const downloads = await Promise.all(
    names.map(async (name) => ({ name, bytes: await folderBytes(path.join(folder, name)) })),
  );
  // A repository that could not be listed left an empty folder.
  return downloads.filter(({ bytes }) => bytes > 0);
}

/**
 * Removes a model, with what an unfinished import left of it, or a download. Whoever has the model loaded can go on, and
 * nobody finds a part of it.
 * @returns the bytes that this freed
 * @throws UserError when there is no such model, or it cannot be removed
 */
export async function removeModel(models: string, name: string): Promise<number> {
  const places = [
    path.join(models, name),
    path.join(models, `${name}.partial`),
    path.join(models, DOWNLOADS, name),
  ];
  const isName = NAME.test(name);
  let freed = 0;
  let removed = false;
  for (const place of isName ? places : []) {
    if (!(await isOurs(place, models))) continue;
    freed += await folderBytes(place);
    await removeWhole(place, models);
    removed = true;
  }
  if (removed) return freed;
  throw new UserError(
    `the model ${JSON.stringify(name)}`,
    `there is none of that name in ${models}`,
    '`telechat-writer models list` shows those that are there',
  );
}

/** Takes a folder out of sight first: to remove its files one by one takes a moment, and may be interrupted. */
async function removeWhole(place: string, models: string): Promise<void> {
  try {
    await rename(place, path.join(models, `${REMOVED}${randomUUID()}`));
    for (const name of await readdir(models)) {
      if (!name.startsWith(REMOVED)) continue;
      // Windows lets go of a file some time after the sidecar has.
      await rm(path.join(models, name), { recursive: true, force: true, maxRetries: 10 });
    }
  } catch (cause) {
    const nextStep = 'close the windows and programs that use it, then try again';
    throw new UserError(`removing ${place}`, messageOf(cause), nextStep, { cause });
  }
}

/** What lies in the models folder and is not the work of this program is left alone. */
async function isOurs(place: string, models: string): Promise<boolean> {
  const isPlace = await stat(place)
    .then((info) => info.isDirectory())
    .catch(() => false);
  return isPlace && (path.dirname(place) !== models || place.endsWith('.partial') || isModelFolder(place));
}

/** Names of the folders in a folder that are no hidden ones, sorted; none where it cannot be read. */
export async function folderNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}
