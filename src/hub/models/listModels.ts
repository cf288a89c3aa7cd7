import { lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import type { StoredModel } from '../../cliContract/modelsList.ts';
import { messageOf, UserError } from '../../shared/errors.ts';
import { folderBytes } from '../../shared/files/folderBytes.ts';
import { modelBytes } from '../../telechat/folder/modelBytes.ts';
import { isModelFolder, readModelFolder } from '../../telechat/folder/modelFolder.ts';
import { folderNames } from '../../telechat/folder/modelsFolder.ts';
import { listBrokenPulls } from './pullRecord.ts';

/** The models that are there, by name; those that are broken too, and those whose pull is. */
export async function listModels(models: string): Promise<StoredModel[]> {
  const names = await folderNames(models);
  const described = await Promise.all(names.map((name) => describe(path.join(models, name), name)));
  const found = described.filter((model) => model !== undefined);
  for (const [name, why] of await listBrokenPulls(models)) {
    if (!found.some((model) => model.name === name))
      found.push(broken(path.join(models, name), name, 0, why));
  }
  return found;
}

async function describe(folder: string, name: string): Promise<StoredModel | undefined> {
  if (await leadsNowhere(folder)) return broken(folder, name, 0, 'it is a link to what is not there');
  if (!(await isModelFolder(folder)) || name.endsWith('.partial')) return undefined;
  try {
    const manifest = await readModelFolder(folder);
    const { source, weights, license } = manifest;
    return { name, folder, source, weights, license, bytes: modelBytes(manifest) };
  } catch (error) {
    const why = error instanceof UserError ? error.why : messageOf(error);
    return broken(folder, name, await folderBytes(folder), why);
  }
}

function broken(folder: string, name: string, bytes: number, why: string): StoredModel {
  return { name, folder, source: '', weights: '', license: '', bytes, broken: why };
}

/** As one does to a disk that is not plugged in. */
async function leadsNowhere(place: string): Promise<boolean> {
  const [link, target] = await Promise.all([lstat, stat].map((look) => look(place).catch(() => undefined)));
  return link?.isSymbolicLink() === true && target === undefined;
}
