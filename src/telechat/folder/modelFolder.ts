import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../shared/errors.ts';
import { parseAs, readJson } from '../../shared/files/jsonFile.ts';
import { WEIGHT_TYPES } from '../../shared/weightType.ts';
import { MOST, size } from '../network/configLimits.ts';
import { GENERATION_CONFIG } from '../network/generationConfig.ts';
import { MODEL_CONFIG } from '../network/modelConfig.ts';

/** Name of the manifest, which is written last: a folder without it is unfinished. */
export const MANIFEST_FILE = 'telechat.json';
/** One graph for each provider, over the same weights. */
export const GRAPH_FILES = { cpu: 'model.cpu.onnx', cuda: 'model.cuda.onnx' } as const;
/** Name of the weights, which the graphs refer to as external data. */
export const WEIGHTS_FILE = 'weights-0.bin';

const IMPORT_AGAIN = 'import the checkpoint again with `telechat-writer import`';

/** ONNX Runtime's 4-bit and 8-bit layers have blocks of a power of two from here on. */
const SMALLEST_BLOCK = 16;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** The rotary fields of a model's config, and what only later layouts have, as manifests had it that knew TeleChat's alone. */
function withLaterFields(config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { ropeTheta: theta, ntkBaseSeqlen, ...others } = config;
  return {
    rotary: { type: 'telechat', theta, ntkBaseSeqlen },
    biases: { qkv: false, dense: true, gateUp: false, down: true },
    qkNorm: false,
    ...others,
  };
}

const MANIFEST = v.object({
  formatVersion: v.literal(1),
  name: v.string(),
  /** Folder name or repository id that it was imported from; never an absolute path. */
  source: v.string(),
  license: v.string(),
  weights: v.picklist(WEIGHT_TYPES),
  /** Elements that share one scale, for int8 and int4. */
  blockSize: v.exactOptional(
    v.pipe(size(MOST.ffnSize), v.multipleOf(SMALLEST_BLOCK, `it must be a multiple of ${SMALLEST_BLOCK}`)),
  ),
  /** Linear layers that are float16 where the others are quantised. */
  float16Layers: v.exactOptional(v.array(v.string())),
  /** Linear layers that have 8 bits where the others have 4. */
  int8Layers: v.exactOptional(v.array(v.string())),
  config: v.pipe(v.record(v.string(), v.unknown()), v.transform(withLaterFields), MODEL_CONFIG),
  generation: GENERATION_CONFIG,
  /** File name → size in bytes and SHA-256 in hex. */
  files: v.record(
    v.pipe(v.string(), v.regex(/^[\w.-]+$/, 'it must be a plain file name')),
    v.object({ bytes: count, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) }),
  ),
});

/** `telechat.json`: what a model folder says about itself. Its files are listed; their presence makes it complete. */
export type ModelManifest = v.InferOutput<typeof MANIFEST>;

/** True for a folder that `import` wrote: whatever is inside, it is not a checkpoint. */
export async function isModelFolder(folder: string): Promise<boolean> {
  return exists(path.join(folder, MANIFEST_FILE));
}

/**
 * Reads what a model folder says about itself and checks that its files are there in full size (not their contents).
 * @throws UserError when it is no model folder, was written by another version, or lacks a file
 */
export async function readModelFolder(folder: string): Promise<ModelManifest> {
  if (!(await isModelFolder(folder))) throw await noModelFolder(folder);
  const json = await readJson(path.join(folder, MANIFEST_FILE), IMPORT_AGAIN);
  const manifest = parseAs(MANIFEST, json, `${folder}/${MANIFEST_FILE}`, IMPORT_AGAIN);
  for (const required of [...Object.values(GRAPH_FILES), WEIGHTS_FILE]) {
    if (!manifest.files[required]) {
      throw new UserError(`the model ${folder}`, `${MANIFEST_FILE} does not list ${required}`, IMPORT_AGAIN);
    }
  }
  for (const [file, { bytes }] of Object.entries(manifest.files)) {
    const info = await stat(path.join(folder, file)).catch(() => undefined);
    if (info?.size === bytes) continue;
    const why = info ? `${file} has ${info.size} bytes instead of ${bytes}` : `${file} is missing`;
    throw new UserError(`the model ${folder}`, why, IMPORT_AGAIN);
  }
  return manifest;
}

async function noModelFolder(folder: string): Promise<UserError> {
  if (!(await exists(folder))) {
    return new UserError(`the model ${folder}`, 'there is no such folder', 'check the path');
  }
  if (await exists(path.join(folder, 'config.json'))) {
    return new UserError(
      `the model ${folder}`,
      'it is a checkpoint that has not been imported',
      `run \`telechat-writer import ${folder} --out <folder>\``,
    );
  }
  return new UserError(
    `the model ${folder}`,
    `it has no ${MANIFEST_FILE}, so it is no model folder`,
    'give a folder that `telechat-writer import` wrote, or an official checkpoint folder',
  );
}

async function exists(target: string): Promise<boolean> {
  return stat(target).then(
    () => true,
    () => false,
  );
}
