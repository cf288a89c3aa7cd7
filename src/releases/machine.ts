import * as v from 'valibot';

const GPU = v.object({
  name: v.string(),
  memoryBytes: v.number(),
  freeBytes: v.number(),
  /** Why TeleChat Writer cannot compute on it; absent where it can. */
  unusable: v.exactOptional(v.string()),
});

/** An NVIDIA GPU. */
export type Gpu = Readonly<v.InferOutput<typeof GPU>>;

/** What of a machine decides which model is right for it. */
export const MACHINE = v.object({
  memoryBytes: v.number(),
  freeMemoryBytes: v.number(),
  /** Of the disk that models are on. */
  freeDiskBytes: v.number(),
  /** Bytes a second that the processor moves from and to memory. */
  memoryBandwidth: v.number(),
  /** The one with the most memory, where there is any. */
  gpu: v.exactOptional(GPU),
});

/** What of a machine decides which model is right for it. */
export type Machine = Readonly<v.InferOutput<typeof MACHINE>>;
