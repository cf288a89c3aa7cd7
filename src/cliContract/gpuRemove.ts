import * as v from 'valibot';

/** What `gpu remove` prints: the bytes that it freed. */
export const GPU_REMOVED = v.object({ bytes: v.number() });

/** What `gpu remove` prints. */
export type GpuRemoved = v.InferOutput<typeof GPU_REMOVED>;
