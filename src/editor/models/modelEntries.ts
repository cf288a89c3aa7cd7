import path from 'node:path';
import type { ModelList, StoredModel, UnfinishedPull } from '../../cliContract/modelsList.ts';

/** A line of the view of models. */
export type ModelEntry =
  | { readonly kind: 'demo'; readonly inUse: boolean }
  | { readonly kind: 'model'; readonly inUse: boolean; readonly model: StoredModel }
  /** The one in use lies outside the models folder. */
  | { readonly kind: 'elsewhere'; readonly folder: string }
  | { readonly kind: 'unfinished'; readonly running: boolean; readonly pull: UnfinishedPull }
  /** A downloaded checkpoint that was kept. */
  | { readonly kind: 'checkpoint'; readonly name: string; readonly bytes: number };

/** Tells one pull from another. */
export function pullKey({ from, weights }: Pick<UnfinishedPull, 'from' | 'weights'>): string {
  return `${from} ${weights ?? ''}`;
}

/**
 * The lines of the view, the demo model first.
 * @param inUse folder of the model that computes; empty for the demo model, undefined where a server does
 * @param running keys of the pulls that this window is at
 */
export function modelEntries(
  { models, unfinished, downloads }: ModelList,
  inUse: string | undefined,
  running: ReadonlySet<string>,
): ModelEntry[] {
  const isInUse = (folder: string) => Boolean(inUse) && path.resolve(inUse ?? '') === path.resolve(folder);
  const isElsewhere = inUse && !models.some(({ folder }) => isInUse(folder));
  return [
    { kind: 'demo', inUse: inUse === '' },
    ...(isElsewhere ? [{ kind: 'elsewhere' as const, folder: inUse }] : []),
    ...models.map((model) => ({ kind: 'model' as const, inUse: isInUse(model.folder), model })),
    ...unfinished.map((pull) => ({
      kind: 'unfinished' as const,
      running: running.has(pullKey(pull)),
      pull,
    })),
    ...downloads.map((download) => ({ kind: 'checkpoint' as const, ...download })),
  ];
}
