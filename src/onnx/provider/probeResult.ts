import * as v from 'valibot';

/** What the probe prints as JSON. */
export const PROBE_RESULT = v.variant('works', [
  v.object({ works: v.literal(true), detail: v.string() }),
  v.object({
    works: v.literal(false),
    detail: v.string(),
    /** Libraries of the system that were not found. */
    missing: v.array(v.string()),
  }),
]);

/** Whether a provider computed right when it was tried out; `detail` says what was found, or why not. */
export type ProbeResult = v.InferOutput<typeof PROBE_RESULT>;
