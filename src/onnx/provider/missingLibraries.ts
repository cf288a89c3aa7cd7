import path from 'node:path';
import koffi from 'koffi';
import manifest from '../../../native/manifest.json' with { type: 'json' };
import { messageOf } from '../../shared/errors.ts';
import { systemFile } from '../../shared/files/windowsPath.ts';
import { platform } from '../../shared/platform.ts';
import { cudaProviderFiles } from '../cuda/gpuSupport.ts';
import { ortLibraryPath } from '../ortLibrary.ts';

/**
 * The system's libraries that the CUDA provider needs and that cannot be loaded, found by loading each. The system's loader
 * itself names only the first. Loads native code, so it belongs into the probe's process.
 */
export function missingCudaLibraries(): string[] {
  const known = (manifest.cudaLibraries as Partial<Record<string, string[]>>)[platform] ?? [];
  const missing = known.filter((name) => whyNotLoaded(name) !== undefined);
  const provider = cudaProviderFiles()?.at(-1);
  const file = provider && path.join(path.dirname(ortLibraryPath('cuda')), provider);
  const named = file && libraryNamedIn(whyNotLoaded(file) ?? '');
  return [...new Set([...missing, ...(named ? [named] : [])])];
}

/** The library that a message of Linux's loader says is not there; undefined for any other message. */
export function libraryNamedIn(message: string): string | undefined {
  return /([^\s/:]+\.so[.\d]*): cannot open shared object file/.exec(message)?.[1];
}

/** @param library a path, or a name that the system knows */
function whyNotLoaded(library: string): string | undefined {
  const file = path.isAbsolute(library) ? library : systemFile(library);
  if (file === undefined) return 'there is none';
  try {
    koffi.load(file);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
