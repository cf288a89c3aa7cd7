import path from 'node:path';
import type { StoredModel } from '../../cliContract/modelsList.ts';
import { messageOf, UserError } from '../../shared/errors.ts';
import { folderBytes } from '../../shared/files/folderBytes.ts';
import { modelBytes } from '../../telechat/folder/modelBytes.ts';
import { isModelFolder, readModelFolder } from '../../telechat/folder/modelFolder.ts';
import { folderNames } from '../../telechat/folder/modelsFolder.ts';

/** The models that are there, by name; those that are broken too. */
export async function listModels(models: string): Promise<StoredModel[]> {
  const names = await folderNames(models);
  const found = await Promise.all(names.map((name) => describe(path.join(models, name), name)));
  return found.filter((model) => model !== undefined);
}

async function describe(folder: string, name: string): Promise<StoredModel | undefined> {
  if (!(await isModelFolder(folder)) || name.endsWith('.partial')) return undefined;
  try {
    const manifest = await readModelFolder(folder);
    const { source, weights, license } = manifest;
    return { name, folder, source, weights, license, bytes: modelBytes(manifest) };
  } catch (error) {
    const broken = error instanceof UserError ? error.why : messageOf(error);
    return { name, folder, source: '', weights: '', license: '', bytes: await folderBytes(folder), broken };
  }
}
