import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import manifest from '../../native/manifest.json' with { type: 'json' };
import type { GpuSupport } from '../../src/onnx/cuda/gpuSupport.ts';
import { bundledLibraryPath } from '../../src/onnx/ortLibrary.ts';
import { platform } from '../../src/shared/platform.ts';
import { type TarEntry, tarball } from './tarball.ts';

/** A library of the system that no system has. */
export const MISSING_LIBRARY = 'libq.so.6';

const FOLDER = 'package/Plugins/Linux/x64';

/** The provider's files as they are unpacked: true shared libraries, of which the provider needs one that is not there. */
export function providerFiles(): Readonly<Record<string, Buffer>> {
  const library = koffiBinding();
  return {
    'libonnxruntime_providers_shared.so': library,
    'libonnxruntime_providers_cuda.so': needing(library, 'libm.so.6', MISSING_LIBRARY),
  };
}

/** A package like the true one, but small. */
export function gpuArchive(extra: readonly TarEntry[] = []): Buffer {
  const files = Object.entries(providerFiles()).map(([name, content]) => ({
    path: `${FOLDER}/${name}`,
    content,
  }));
  const description = { path: 'package/package.json', content: Buffer.from('{}') };
  return tarball([description, ...files, ...extra]);
}

/** What this program would know of that package, to be installed under a folder. */
export function gpuSupportOf(archive: Buffer, root: string): GpuSupport {
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  return {
    folder: path.join(root, `${manifest.onnxruntime.version}-${platform}`),
    files: Object.keys(providerFiles()),
    library: path.basename(bundledLibraryPath()),
    package: {
      name: 'example-gpu',
      version: '1.0.0',
      integrity,
      bytes: archive.length,
      folder: FOLDER,
      unpackedBytes: 1e6,
    },
  };
}

/** A small true shared library of this machine. */
function koffiBinding(): Buffer {
  const [file = ''] = (manifest.koffiBinding.files as Partial<Record<string, string[]>>)[platform] ?? [];
  const root = path.resolve(import.meta.dirname, '../../node_modules/@koromix');
  return readFileSync(path.join(root, `koffi-${platform}`, file));
}

/** The library with another name among those that it needs. */
function needing(library: Buffer, name: string, other: string): Buffer {
  const copy = Buffer.from(library);
  const at = copy.indexOf(`\0${name}\0`, 'latin1');
  if (at < 0) throw new Error(`it does not need ${name}`);
  copy.write(other, at + 1, 'latin1');
  return copy;
}
