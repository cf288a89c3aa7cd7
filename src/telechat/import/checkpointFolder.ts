import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { PackedRows } from '../../checkpoint/gptq/gptq.ts';
import { type GptqFormat, GptqSource } from '../../checkpoint/gptq/gptqSource.ts';
import type { StoredFloats } from '../../checkpoint/tensor/elementType.ts';
import type { TensorSource } from '../../checkpoint/tensor/tensorSource.ts';
import { messageOf, UserError } from '../../shared/errors.ts';
import { readJson } from '../../shared/jsonFile.ts';
import {
  type GenerationConfig,
  type ModelConfig,
  parseGenerationConfig,
  parseModelConfig,
} from '../network/config.ts';
import { checkpointShapes } from '../network/networkWeights.ts';
import { type LoraOptions, mergeLora } from './loraAdapter.ts';
import { openWeights, weightDescriptions } from './weightFiles.ts';

const CONFIG = 'config.json';
const GENERATION = 'generation_config.json';
const TOKENIZERS = ['tokenizer.model', 'tokenizer.json'];

/** Files that a model folder takes over as they are. */
const CARRIED = [...TOKENIZERS, 'tokenizer_config.json', 'chat_template.jinja', GENERATION];

/** Biases of layers that have none in TeleChat. */
const FOREIGN_BIAS = /^h\.\d+\.(self_attention\.(query|key_value)|mlp\.(gate|up)_proj)\.bias$/;

const COMPLETE_IT = 'give the folder of a complete TeleChat checkpoint';

/** A checkpoint in Hugging Face layout whose files are there and whose tensors have been checked against its config. */
export interface Checkpoint {
  readonly config: ModelConfig;
  readonly generation: GenerationConfig;
  /** By name without `transformer.`. */
  readonly tensors: CheckpointTensors;
  /** How its linear layers are quantised, for a GPTQ checkpoint. */
  readonly gptq?: GptqFormat;
  /** Names of the files that go into the model folder unchanged. */
  readonly carriedFiles: readonly string[];
}

/**
 * Names of the small files that an import reads, of those that a checkpoint has; `weightFileNames` tells the large ones.
 * @param place the checkpoint, for errors
 * @throws UserError when one that it needs is not there
 */
export function describingFiles(place: string, files: ReadonlySet<string>): string[] {
  for (const either of [[CONFIG], [GENERATION], TOKENIZERS]) requireFile(place, files, either);
  return [CONFIG, ...CARRIED.filter((file) => files.has(file)), ...weightDescriptions(files)];
}

/**
 * Opens a checkpoint folder; close its tensors when done.
 * @throws UserError when a file or a tensor is missing, broken or of the wrong shape
 */
export async function openCheckpoint(
  folder: string,
  options: { readonly ntkBaseSeqlen?: number; readonly lora?: LoraOptions } = {},
): Promise<Checkpoint> {
  const files = new Set(await listFolder(folder));
  describingFiles(folder, files);
  const config = parseModelConfig(await readJson(path.join(folder, CONFIG), COMPLETE_IT), options);
  const generation = parseGenerationConfig(
    await readJson(path.join(folder, GENERATION), COMPLETE_IT),
    config,
  );
  const weights = await openWeights(folder, files);
  let source = weights;
  try {
    if (options.lora) source = await mergeLora(weights, options.lora);
    const tensors = new CheckpointTensors(source, config);
    await tensors.refuseForeignBiases();
    return {
      config,
      generation,
      tensors,
      carriedFiles: CARRIED.filter((file) => files.has(file)),
      ...(source instanceof GptqSource ? { gptq: source.format } : {}),
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function listFolder(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    throw new UserError(`the checkpoint ${folder}`, messageOf(error), COMPLETE_IT, { cause: error });
  });
}

function requireFile(folder: string, files: ReadonlySet<string>, either: readonly string[]): void {
  if (either.some((file) => files.has(file))) return;
  throw new UserError(`the checkpoint ${folder}`, `it has no ${either.join(' or ')}`, COMPLETE_IT);
}

/** A checkpoint's tensors by their canonical names, every shape checked. Official files may prefix names with `transformer.`. */
export class CheckpointTensors {
  private readonly names = new Map<string, string>();
  private readonly shapes: ReadonlyMap<string, readonly number[]>;

  /** @throws UserError naming the first tensor that is missing or whose shape is not the config's */
  constructor(
    private readonly source: TensorSource,
    config: ModelConfig,
  ) {
    for (const name of source.names()) this.names.set(name.replace(/^transformer\./, ''), name);
    this.shapes = checkpointShapes(config);
    for (const [name, shape] of this.shapes) this.check(name, shape);
    this.refuseSpareLayers(config.layers);
  }

  /**
   * GPTQ gives every layer a bias, zero where TeleChat has none.
   * @throws UserError for one that is not zero, which the network could not apply
   */
  async refuseForeignBiases(): Promise<void> {
    for (const [name, stored] of this.names) {
      if (!FOREIGN_BIAS.test(name) || (await this.source.read(stored)).every((value) => value === 0))
        continue;
      throw new UserError(`tensor ${name}`, 'TeleChat has no such bias, and it is not zero', COMPLETE_IT);
    }
  }

  /** Reads whole rows, [rows, columns]; `spare` is memory that may be used. */
  async readRows(name: string, first: number, rows: number, spare?: ArrayBuffer): Promise<StoredFloats> {
    const columns = this.columns(name);
    const range = { start: first * columns, count: rows * columns };
    return this.source.readStored(this.names.get(name) ?? name, range, spare);
  }

  /** Whole rows of a quantised layer as a GPTQ checkpoint stores them; undefined for a tensor that is not quantised. */
  async readPacked(name: string, first: number, rows: number): Promise<PackedRows | undefined> {
    if (!(this.source instanceof GptqSource)) return undefined;
    return this.source.readPacked(this.names.get(name) ?? name, first, rows);
  }

  /** Elements of one row; 1 for a vector. */
  columns(name: string): number {
    return this.shapes.get(name)?.[1] ?? 1;
  }

  /** Closes the files of weights, and of the adapter. */
  async close(): Promise<void> {
    await this.source.close();
  }

  private check(name: string, expected: readonly number[]): void {
    const info = this.source.info(this.names.get(name) ?? name);
    if (!info) throw new UserError(`tensor ${name}`, 'the checkpoint does not have it', COMPLETE_IT);
    const same = info.shape.length === expected.length && expected.every((size, i) => size === info.shape[i]);
    if (same) return;
    throw new UserError(
      `tensor ${name}`,
      `its shape is [${info.shape.join(', ')}] but config.json asks for [${expected.join(', ')}]`,
      'use the config.json that belongs to these weights',
    );
  }

  private refuseSpareLayers(layers: number): void {
    for (const name of this.names.keys()) {
      const layer = Number(/^h\.(\d+)\./.exec(name)?.[1] ?? -1);
      if (layer < layers) continue;
      const why = `config.json says that there are ${layers} layers, so none is numbered ${layer}`;
      throw new UserError(`tensor ${name}`, why, 'use the config.json that belongs to these weights');
    }
  }
}
