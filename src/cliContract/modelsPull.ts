import * as v from 'valibot';

/** What a pull is at. */
export const PULL_STAGE = v.picklist(['download', 'import']);

/** What a pull is at. */
export type PullStage = v.InferOutput<typeof PULL_STAGE>;

/** What `models pull` prints. */
export const PULLED_MODEL = v.object({
  name: v.string(),
  /** Its folder. */
  model: v.string(),
  /** Of its files. */
  bytes: v.number(),
  seconds: v.number(),
  /** True when it had been pulled before. */
  wasThere: v.boolean(),
});

/** What `models pull` prints. */
export type PulledModel = Readonly<v.InferOutput<typeof PULLED_MODEL>>;
