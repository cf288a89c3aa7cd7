import * as v from 'valibot';

/** What `models verify` prints of a model whose files are all as they were imported; of another it fails. */
export const VERIFIED_MODEL = v.object({
  /** Its folder. */
  model: v.string(),
  name: v.string(),
  /** Number of its files, and their bytes. */
  files: v.number(),
  bytes: v.number(),
  ok: v.literal(true),
});

/** What `models verify` prints. */
export type VerifiedModel = v.InferOutput<typeof VERIFIED_MODEL>;
