import * as v from 'valibot';

/** Whether computing on the GPU works. */
export const GPU_OUTCOME = v.object({
  works: v.boolean(),
  /** Why it works or does not, in words. */
  detail: v.string(),
  /** What to do, where it does not work. */
  nextStep: v.exactOptional(v.string()),
});

/** Whether computing on the GPU works. */
export type GpuOutcome = v.InferOutput<typeof GPU_OUTCOME>;

/** An NVIDIA GPU as its driver tells of it. */
const NVIDIA_DRIVER = v.object({
  /** Of the first GPU. */
  gpu: v.string(),
  /** For example `580.65.06`. */
  version: v.string(),
});

/** An NVIDIA GPU as its driver tells of it. */
export type NvidiaDriver = Readonly<v.InferOutput<typeof NVIDIA_DRIVER>>;

/** What `gpu status` prints. */
export const GPU_STATUS = v.object({
  installed: v.boolean(),
  ...GPU_OUTCOME.entries,
  /** Where GPU support is, or would be. */
  folder: v.string(),
  /** What an installation downloads: a package of an npm registry. */
  download: v.object({ name: v.string(), version: v.string(), bytes: v.number(), url: v.string() }),
  /** null where there is none. */
  driver: v.nullable(NVIDIA_DRIVER),
});

/** What `gpu status` prints. */
export type GpuStatus = v.InferOutput<typeof GPU_STATUS>;
