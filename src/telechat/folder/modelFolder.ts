import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../shared/errors.ts';
import { parseAs, readJson } from '../../shared/jsonFile.ts';
import { WEIGHT_TYPES, type WeightType } from '../../shared/weightType.ts';
import type { GenerationConfig, ModelConfig } from '../network/config.ts';
import { epsilon, HEAD_SIZE_MULTIPLE, MOST, positive, size } from '../network/configLimits.ts';

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

const MANIFEST = v.object({
  formatVersion: v.literal(1),
  name: v.string(),
  source: v.string(),
  license: v.string(),
  weights: v.picklist(WEIGHT_TYPES),
  blockSize: v.exactOptional(
    v.pipe(size(MOST.ffnSize), v.multipleOf(SMALLEST_BLOCK, `it must be a multiple of ${SMALLEST_BLOCK}`)),
  ),
  config: v.pipe(
    v.object({
      vocabSize: size(MOST.vocabSize),
      hiddenSize: size(MOST.hiddenSize),
      layers: size(MOST.layers),
      heads: size(MOST.heads),
      kvHeads: size(MOST.heads),
      headSize: v.pipe(
        size(MOST.hiddenSize),
        v.multipleOf(HEAD_SIZE_MULTIPLE, `it must be a multiple of ${HEAD_SIZE_MULTIPLE}`),
      ),
      ffnSize: size(MOST.ffnSize),
      layerNormEpsilon: epsilon(),
      trainingSeqlen: size(MOST.seqlen),
      seqLength: size(MOST.seqlen),
      tieWordEmbeddings: v.boolean(),
      embedLayernorm: v.boolean(),
      residualPostLayernorm: v.boolean(),
      ntkBaseSeqlen: size(MOST.seqlen),
      ropeTheta: positive(),
    }),
    v.check(({ heads, kvHeads }) => heads % kvHeads === 0, 'its heads cannot share its kvHeads'),
  ),
  generation: v.object({
    userTokenId: count,
    botTokenId: count,
    bosTokenId: count,
    eosTokenId: count,
    padTokenId: count,
    maxLength: size(MOST.seqlen),
    doSample: v.boolean(),
    temperature: positive(),
    topK: count,
    topP: positive(),
    repetitionPenalty: positive(),
  }),
  files: v.record(
    v.pipe(v.string(), v.regex(/^[\w.-]+$/, 'it must be a plain file name')),
    v.object({ bytes: count, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) }),
  ),
});

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
