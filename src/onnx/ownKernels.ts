import { existsSync } from 'node:fs';
import path from 'node:path';
import koffi, { type LibraryHandle } from 'koffi';
import manifest from '../../native/manifest.json' with { type: 'json' };
import { platform } from '../shared/platform.ts';
import type { Handle, OrtApi } from './ortApi.ts';

/** Where the build puts the libraries, seen from the bundle and from this file. */
const PLACES = ['kernels', '../../dist/kernels'];

/** The domain of ONNX Runtime whose operator they compute. */
const DOMAIN = 'com.microsoft';

interface Kernels {
  // koffi closes a library when its object is collected.
  readonly library: LibraryHandle;
  /** OrtCustomOp of MatMulNBits. */
  readonly operator: Handle;
  readonly instructions: string;
}

let loaded: Kernels | null | undefined;
let domain: Handle | undefined;

/**
 * Instructions that our own kernels for MatMulNBits use on this machine (src/onnx/kernels), or undefined where there are none
 * for it: ONNX Runtime's compute there.
 */
export function ownKernels(): string | undefined {
  return load()?.instructions;
}

/**
 * Has a session compute every MatMulNBits by our kernels, which read 4-bit weights only, in blocks of a multiple of 128, and
 * without zero points. Nothing happens where this machine has none.
 */
export function addOwnKernels(ort: OrtApi, options: Handle): void {
  const kernels = load();
  if (!kernels) return;
  domain ??= createDomain(ort, kernels.operator);
  ort.call('AddCustomOpDomain', options, domain);
}

/** Sessions hold on to it: it lives as long as the process. */
function createDomain(ort: OrtApi, operator: Handle): Handle {
  const created = ort.create('CreateCustomOpDomain', DOMAIN);
  ort.call('CustomOpDomain_Add', created, operator);
  return created;
}

/** null is an answer too: a machine without them is asked once. */
function load(): Kernels | null {
  if (loaded === undefined) loaded = find();
  return loaded;
}

function find(): Kernels | null {
  const library = openLibrary();
  if (!library) return null;
  const operator: Handle | null = library.func('void *telechatMatMulNBits()')();
  if (operator === null) return null;
  const instructions: string = library.func('const char *telechatInstructions()')();
  return { library, operator, instructions };
}

/** undefined also where the system refuses it, for an older C library for one: the model is computed all the same. */
function openLibrary(): LibraryHandle | undefined {
  const file = libraryPath();
  try {
    return file === undefined ? undefined : koffi.load(file);
  } catch {
    return undefined;
  }
}

function libraryPath(): string | undefined {
  const { file } = (manifest.kernels as Partial<Record<string, { file: string }>>)[platform] ?? {};
  if (!file) return undefined;
  return PLACES.map((place) => path.resolve(import.meta.dirname, place, file)).find(existsSync);
}
