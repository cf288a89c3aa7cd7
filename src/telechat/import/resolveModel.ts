import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../shared/errors.ts';
import { cacheFolder } from '../../shared/files/cacheFolder.ts';
import { isModelFolder } from '../folder/modelFolder.ts';
import { modelNamed } from '../folder/modelsFolder.ts';
import { fingerprint } from './fingerprint.ts';
import { type ImportOptions, importCheckpoint } from './importer.ts';

/** Where the bundled model lies, seen from the bundle in dist/ and from this file. */
const DEMO_MODEL = ['../media/demo-model', '../../media/demo-model'];

/**
 * The model folder that a person means: a model folder as it is; an official checkpoint folder imported into the cache,
 * unless it is there from before; a model of the models folder by its name; without any, the bundled demo model. Any other
 * folder comes back as it is, for `readModelFolder` to say what is wrong with it.
 * @throws UserError when a checkpoint cannot be imported; the signal's reason when aborted
 */
export async function resolveModel(
  folder?: string,
  options: Pick<ImportOptions, 'onProgress' | 'signal'> = {},
): Promise<string> {
  if (folder === undefined) return demoModel();
  if (await isModelFolder(folder)) return folder;
  if (!(await isCheckpointFolder(folder))) return (await modelNamed(folder)) ?? folder;
  const out = await cachedModel(folder);
  if (await isModelFolder(out)) return out;
  try {
    return (await importCheckpoint({ ...options, checkpoint: folder, out, name: path.basename(folder) }))
      .model;
  } catch (error) {
    // Another process may have imported the same checkpoint meanwhile.
    if (await isModelFolder(out)) return out;
    throw error;
  }
}

async function demoModel(): Promise<string> {
  for (const place of DEMO_MODEL) {
    const folder = path.join(import.meta.dirname, place);
    if (await isModelFolder(folder)) return folder;
  }
  throw new UserError('the demo model', 'this installation does not have it', 'give a model with --model');
}

/** Whether a folder is an official checkpoint's, as far as its config tells. */
export async function isCheckpointFolder(folder: string): Promise<boolean> {
  return stat(path.join(folder, 'config.json')).then(
    (info) => info.isFile(),
    () => false,
  );
}

/** Another path, and files that were replaced, give another name. */
async function cachedModel(checkpoint: string): Promise<string> {
  const hash = createHash('sha256').update(await fingerprint(checkpoint));
  const name = `${path.basename(path.resolve(checkpoint))}-${hash.digest('hex').slice(0, 12)}`;
  return path.join(cacheFolder(), 'models', name);
}
