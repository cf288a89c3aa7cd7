import type { GenerationConfig, ModelConfig } from './config.ts';

/** How the weights of a model folder are stored. */
export type WeightType = 'fp32' | 'fp16' | 'int8' | 'int4';

/** `telechat.json`: what a model folder says about itself. Its files are listed; their presence makes it complete. */
export interface ModelManifest {
  readonly formatVersion: 1;
  readonly name: string;
  /** Folder name or repository id that it was imported from; never an absolute path. */
  readonly source: string;
  readonly license: string;
  readonly weights: WeightType;
  /** Elements that share one scale, for int8 and int4. */
  readonly blockSize?: number;
  readonly config: ModelConfig;
  readonly generation: GenerationConfig;
  /** File name → size in bytes and SHA-256 in hex. */
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}
