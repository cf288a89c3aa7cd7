import type { ModelManifest } from './modelFolder.ts';

/** Bytes of a model's files. */
export function modelBytes({ files }: Pick<ModelManifest, 'files'>): number {
  return Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
}
