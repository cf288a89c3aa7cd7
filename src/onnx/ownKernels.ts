import { existsSync } from 'node:fs';
import path from 'node:path';
import koffi, { type LibraryHandle } from 'koffi';
import manifest from '../../native/manifest.json' with { type: 'json' };
import { UsageError } from '../shared/errors.ts';
import { platform } from '../shared/platform.ts';
import type { Handle, OrtApi } from './ortApi.ts';

/** Where the build puts the libraries, seen from the bundle and from this file. */
const PLACES = ['kernels', '../../dist/kernels'];

/** The domain of ONNX Runtime whose operator they compute. */
const DOMAIN = 'com.microsoft';

/** Which kernels to use instead of the fastest that this processor runs: a name of src/onnx/kernels, or `none`. For tests. */
const CHOICE = 'TELECHAT_KERNELS';
/** The choice that leaves it to ONNX Runtime's. */
const NONE = 'none';

/** What one of our kernels computes with, and the operator that does it. */
interface Kernels {
  readonly name: string;
  readonly instructions: string;
  /** OrtCustomOp of MatMulNBits. */
  readonly operator: Handle;
  /** OrtCustomOpDomain. Sessions hold on to it: it lives as long as the process. */
  domain?: Handle;
}

/** A layer of quantised weights. */
export interface QuantizedLayer {
  readonly bits: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Inputs that share a scale. */
  readonly block: number;
}

interface Loaded {
  // koffi closes a library when its object is collected.
  readonly library: LibraryHandle;
  /** Those that this processor runs, the fastest first. */
  readonly kernels: readonly Kernels[];
  readonly fits: (bits: number, inputs: number, outputs: number, block: number) => number;
}

/** null is an answer too: a machine without them is asked once. */
let loaded: Loaded | null | undefined;

/**
 * Instructions that our own kernels for MatMulNBits use on this machine (src/onnx/kernels), or undefined where there are none
 * for it: ONNX Runtime's compute there.
 * @throws UsageError when TELECHAT_KERNELS names kernels that this processor does not run
 */
export function ownKernels(): string | undefined {
  return chosen()?.instructions;
}

/** Names of our kernels that this processor runs, the fastest first. */
export function ownKernelsNames(): string[] {
  return load()?.kernels.map(({ name }) => name) ?? [];
}

/** Whether our kernels compute such layers here, with zero points or without. @throws as `ownKernels` */
export function ownKernelsFit({ bits, inputs, outputs, block }: QuantizedLayer): boolean {
  return chosen() !== undefined && load()?.fits(bits, inputs, outputs, block) === 1;
}

/**
 * Has a session compute every MatMulNBits by our kernels, all of which must fit them: it refuses others. It is for graphs that
 * we have made ourselves (src/telechat/folder/verifyGraph.ts). Nothing happens where this machine has none.
 */
export function addOwnKernels(ort: OrtApi, options: Handle): void {
  const kernels = chosen();
  if (!kernels) return;
  kernels.domain ??= createDomain(ort, kernels.operator);
  ort.call('AddCustomOpDomain', options, kernels.domain);
}

function createDomain(ort: OrtApi, operator: Handle): Handle {
  const created = ort.create('CreateCustomOpDomain', DOMAIN);
  ort.call('CustomOpDomain_Add', created, operator);
  return created;
}

function chosen(): Kernels | undefined {
  const kernels = load()?.kernels ?? [];
  const choice = process.env[CHOICE];
  if (!choice) return kernels[0];
  if (choice === NONE) return undefined;
  const named = kernels.find(({ name }) => name === choice);
  if (named) return named;
  throw new UsageError(
    `the kernels "${choice}"`,
    `${CHOICE} names none that this processor runs`,
    `set it to one of ${[...ownKernelsNames(), NONE].join(', ')}`,
  );
}

function load(): Loaded | null {
  if (loaded === undefined) loaded = find();
  return loaded;
}

function find(): Loaded | null {
  const library = openLibrary();
  if (!library) return null;
  const nameAt = library.func('const char *telechatKernelsName(size_t place)');
  const instructionsAt = library.func('const char *telechatKernelsInstructions(size_t place)');
  const operatorAt = library.func('void *telechatKernelsOperator(size_t place)');
  const kernels: Kernels[] = [];
  for (let name: string | null = nameAt(0); name !== null; name = nameAt(kernels.length)) {
    const place = kernels.length;
    kernels.push({ name, instructions: instructionsAt(place), operator: operatorAt(place) });
  }
  const fits = library.func(
    'int telechatKernelsFit(int64_t bits, int64_t inputs, int64_t outputs, int64_t block)',
  );
  return { library, kernels, fits };
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
