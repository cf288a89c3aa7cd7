import * as v from 'valibot';
import { GPU_OUTCOME } from './gpuStatus.ts';

const GPU_INSTALLATION = v.object({
  folder: v.string(),
  seconds: v.number(),
  /** True when it had been installed before. */
  wasThere: v.boolean(),
});

/** What an installation of GPU support did. */
export type GpuInstallation = Readonly<v.InferOutput<typeof GPU_INSTALLATION>>;

/** What `gpu install` prints: what it did, and whether the GPU works now. */
export const GPU_INSTALLED = v.object({ ...GPU_INSTALLATION.entries, ...GPU_OUTCOME.entries });

/** What `gpu install` prints. */
export type GpuInstalled = v.InferOutput<typeof GPU_INSTALLED>;
