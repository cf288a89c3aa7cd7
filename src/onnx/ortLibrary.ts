import { createRequire } from 'node:module';
import path from 'node:path';
import manifest from '../../native/manifest.json' with { type: 'json' };
import { UserError } from '../shared/errors.ts';
import { platform } from '../shared/platform.ts';
import { isGpuIntact } from './cuda/gpuInventory.ts';
import { gpuSupport } from './cuda/gpuSupport.ts';
import type { Provider } from './provider.ts';

/**
 * The library of ONNX Runtime to load: for a GPU the one beside which its provider is installed, where there is one, else the
 * bundled one, which nothing that befalls that folder can touch.
 */
export function ortLibraryPath(provider: Provider): string {
  const support = provider === 'cuda' ? gpuSupport() : undefined;
  if (support && isGpuIntact(support)) return path.join(support.folder, support.library);
  return bundledLibraryPath();
}

/**
 * Where the bundled library of this platform lies, from native/manifest.json.
 * @throws UserError where this platform has none
 */
export function bundledLibraryPath(): string {
  const { package: packageName, files } = manifest.onnxruntime;
  const [file] = (files as Partial<Record<string, string[]>>)[platform] ?? [];
  if (!file) {
    throw new UserError(
      'ONNX Runtime',
      `there is no build for ${platform}`,
      `use one of ${Object.keys(files).join(', ')}, or a remote engine`,
    );
  }
  const require = createRequire(import.meta.url);
  return path.join(path.dirname(require.resolve(`${packageName}/package.json`)), file);
}
