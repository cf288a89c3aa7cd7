import * as v from 'valibot';

/** A line of `--progress json`: a stage that begins, how far it is, or what does not go as it should. */
export const CLI_EVENT = v.union([
  v.object({ stage: v.string() }),
  v.object({ bytes: v.number(), totalBytes: v.number() }),
  /** Why something is tried again, and after how many milliseconds. */
  v.object({ retry: v.string(), delayMs: v.number() }),
  /** Why the source cannot be reached, where what is there may do. */
  v.object({ offline: v.string() }),
  /** The host of a source that is asked without encryption. */
  v.object({ insecure: v.string() }),
  /** Number of files of which the source tells no hash. */
  v.object({ unverified: v.number() }),
]);

/** What a run tells while it works. */
export type CliEvent = v.InferOutput<typeof CLI_EVENT>;
