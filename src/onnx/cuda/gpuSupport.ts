import { homedir } from 'node:os';
import path from 'node:path';
import manifest from '../../../native/manifest.json' with { type: 'json' };
import { UserError } from '../../shared/errors.ts';
import { platform } from '../../shared/platform.ts';

/**
 * GPU support: ONNX Runtime's CUDA provider, which is too large to ship. ONNX Runtime looks for it beside its own library
 * alone, and updates replace the extension's folder: so a copy of the library lies with it in a folder of the person's.
 */
export interface GpuSupport {
  /** Of this version and platform; it exists only once it is whole. */
  readonly folder: string;
  /** Names of the provider's files. */
  readonly files: readonly string[];
  /** Name of ONNX Runtime's library. */
  readonly library: string;
  /** Where the files come from. */
  readonly package: GpuPackage;
}

/** An npm package that holds the provider's files. */
export interface GpuPackage {
  readonly name: string;
  readonly version: string;
  /** As npm writes it: `sha512-` and base64. */
  readonly integrity: string;
  readonly bytes: number;
  /** Of the provider's files within the package. */
  readonly folder: string;
  readonly unpackedBytes: number;
}

/** The folder of all versions: TELECHAT_WRITER_GPU, else `.telechat-writer/gpu` in the home folder. */
export function gpuFolder(): string {
  return path.resolve(process.env.TELECHAT_WRITER_GPU || path.join(homedir(), '.telechat-writer', 'gpu'));
}

/** What belongs to the bundled ONNX Runtime; undefined on a platform for which there is none. */
export function gpuSupport(): GpuSupport | undefined {
  const { version, files: libraries } = manifest.onnxruntime;
  const files = cudaProviderFiles();
  const found = (manifest.gpuPackage as Partial<Record<string, GpuPackage>>)[platform];
  const [library] = (libraries as Partial<Record<string, string[]>>)[platform] ?? [];
  if (!files || !found || !library) return undefined;
  const folder = path.join(gpuFolder(), `${version}-${platform}`);
  return { folder, files, library: path.basename(library), package: found };
}

/** @throws UserError on a platform for which there is none */
export function requiredGpuSupport(): GpuSupport {
  const support = gpuSupport();
  if (support) return support;
  throw new UserError(
    'GPU support',
    `there is none for ${platform}`,
    `it is for NVIDIA GPUs on ${Object.keys(manifest.gpuPackage).join(' and ')}; elsewhere the processor computes, or a server`,
  );
}

/** Names of the CUDA provider's files; undefined on a platform for which there is none. */
export function cudaProviderFiles(): readonly string[] | undefined {
  return (manifest.cudaProvider as Partial<Record<string, string[]>>)[platform];
}
