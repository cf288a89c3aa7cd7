import * as v from 'valibot';

/** What `models remove` prints. */
export const REMOVED_MODEL = v.object({
  name: v.string(),
  /** That it freed. */
  bytes: v.number(),
});

/** What `models remove` prints. */
export type RemovedModel = v.InferOutput<typeof REMOVED_MODEL>;
