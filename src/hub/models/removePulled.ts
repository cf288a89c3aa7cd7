import { UserError } from '../../shared/errors.ts';
import { removeModel } from '../../telechat/folder/modelsFolder.ts';
import { listBrokenPulls, listUnfinishedPulls, removePullRecord } from './pullRecord.ts';

/**
 * Removes what goes by a name in the models folder: a model, an unfinished pull with what it left, or a download.
 * @returns the bytes that this freed
 * @throws UserError when there is nothing of that name
 */
export async function removePulled(models: string, name: string): Promise<number> {
  const pulls = (await listUnfinishedPulls(models)).filter((pull) =>
    [pull.name, pull.download].includes(name),
  );
  const names = new Set([name, ...pulls.flatMap((pull) => [pull.name, pull.download ?? []].flat())]);
  let freed = 0;
  let absent: unknown;
  for (const each of names) {
    try {
      freed += await removeModel(models, each);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      absent ??= error;
    }
  }
  const records = pulls.map((pull) => pull.name);
  if ((await listBrokenPulls(models)).has(name)) records.push(name);
  for (const record of records) await removePullRecord(models, record);
  if (freed === 0 && records.length === 0 && absent) throw absent;
  return freed;
}
