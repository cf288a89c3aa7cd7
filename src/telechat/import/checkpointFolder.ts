import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { PackedRows } from '../../checkpoint/quantized/quantizedLinear.ts';
import { type QuantizedFormat, QuantizedSource } from '../../checkpoint/quantized/quantizedSource.ts';
import type { StoredFloats } from '../../checkpoint/tensor/elementType.ts';
import { product } from '../../checkpoint/tensor/tensorReader.ts';
import type { TensorSource } from '../../checkpoint/tensor/tensorSource.ts';
import { messageOf, UserError } from '../../shared/errors.ts';
import { refuseForeign } from '../../shared/files/foreignContent.ts';
import { readJson } from '../../shared/files/jsonFile.ts';
import { loadChatTemplate } from '../chat/chatTemplate.ts';
import {
  type CheckpointLayout,
  checkpointShapes,
  type RowRange,
  weightRows,
} from '../layout/checkpointLayout.ts';
import { parseGenerationConfig } from '../layout/generationJson.ts';
import { readCheckpointConfig } from '../layout/layouts.ts';
import type { GenerationConfig } from '../network/generationConfig.ts';
import type { ModelConfig } from '../network/modelConfig.ts';
import type { NetworkWeight } from '../network/networkWeights.ts';
import { loadTokenizer } from '../tokenizer/load.ts';
import { type LoraOptions, mergeLora } from './loraAdapter.ts';
import { jsonIfThere } from './readGeneration.ts';
import { openWeights, weightDescriptions, weightFileNames } from './weightFiles.ts';

const CONFIG = 'config.json';
const GENERATION = 'generation_config.json';
const TOKENIZERS = ['tokenizer.model', 'tokenizer.json'];

/** Files that a model folder takes over as they are. */
const CARRIED = [...TOKENIZERS, 'tokenizer_config.json', 'chat_template.jinja', GENERATION];

/** Buffers that old checkpoints hold beside their weights. */
const BUFFER = /\.(inv_freq|masked_bias|wf)$/;

/** Elements of two tensors that are compared at a time. */
const COMPARED = 2 ** 20;

const COMPLETE_IT = 'give the folder of a complete checkpoint';

/** A checkpoint in Hugging Face layout whose files are there and whose tensors have been checked against its config. */
export interface Checkpoint {
  readonly config: ModelConfig;
  readonly generation: GenerationConfig;
  readonly tensors: CheckpointTensors;
  /** How its linear layers are quantised, if they are. */
  readonly quantized?: QuantizedFormat;
  /** Names of the files that go into the model folder unchanged. */
  readonly carriedFiles: readonly string[];
}

/**
 * Names of the small files that an import reads, of those that a checkpoint has; `weightFileNames` tells the large ones.
 * @param place the checkpoint, for errors
 * @throws UserError when one that it needs is not there
 */
export function describingFiles(place: string, files: ReadonlySet<string>): string[] {
  for (const either of [[CONFIG], TOKENIZERS]) requireFile(place, files, either);
  return [CONFIG, ...CARRIED.filter((file) => files.has(file)), ...weightDescriptions(files)];
}

/**
 * Reads config.json alone, before what may be many gigabytes is downloaded.
 * @throws UserError for a model that the engine does not compute, saying what it is
 */
export async function refuseNotComputed(folder: string): Promise<void> {
  readCheckpointConfig(await readJson(path.join(folder, CONFIG), COMPLETE_IT));
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
  requireFile(folder, files, [CONFIG]);
  await checkFiles(folder, [CONFIG]);
  // Before all else: of a model that the engine does not compute, nothing else matters.
  const json = await readJson(path.join(folder, CONFIG), COMPLETE_IT);
  const { layout, config } = readCheckpointConfig(json, options);
  await checkFiles(folder, describingFiles(folder, files));
  await checkFiles(folder, await weightFileNames(folder, files));
  await loadTokenizer(folder);
  await loadChatTemplate(folder);
  const generation = parseGenerationConfig(await jsonIfThere(path.join(folder, GENERATION)), {
    ...config,
    config: json,
  });
  const weights = await openWeights(folder, files);
  let source = weights;
  try {
    if (options.lora) source = await mergeLora(weights, options.lora);
    const tensors = new CheckpointTensors(source, layout, config);
    await tensors.refuseUnused();
    return {
      config,
      generation,
      tensors,
      carriedFiles: CARRIED.filter((file) => files.has(file)),
      ...(source instanceof QuantizedSource ? { quantized: source.format } : {}),
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** @throws UserError for a file that is there, and is not what its name says */
async function checkFiles(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const file = path.join(folder, name);
    if (existsSync(file)) await refuseForeign(file);
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

/** A checkpoint's tensors by their names without the layout's prefix, every shape checked. */
export class CheckpointTensors {
  private readonly names = new Map<string, string>();
  private readonly shapes: ReadonlyMap<string, readonly number[]>;
  private readonly rows: ReadonlyMap<string, readonly RowRange[]>;

  /** @throws UserError naming the first tensor that is missing or whose shape is not the config's */
  constructor(
    private readonly source: TensorSource,
    private readonly layout: CheckpointLayout,
    { layers, ...config }: ModelConfig,
  ) {
    const { prefix } = layout;
    for (const name of source.names())
      this.names.set(name.startsWith(prefix) ? name.slice(prefix.length) : name, name);
    this.rows = weightRows(layout, { ...config, layers });
    this.shapes = checkpointShapes(layout, { ...config, layers });
    for (const [name, shape] of this.shapes) this.check(name, shape);
    this.refuseSpareLayers(layers);
  }

  /**
   * Tensors all have their place in the network. GPTQ gives every linear layer a bias, zero where the model has none, and files
   * of torch have a tied head once more.
   * @throws UserError for one that the network could not apply
   */
  async refuseUnused(): Promise<void> {
    for (const [name, stored] of this.names) {
      if (this.shapes.has(name) || BUFFER.test(name)) continue;
      if (name.endsWith('.bias') && (await this.source.read(stored)).every((value) => value === 0)) continue;
      if (name === this.layout.roots.head && (await this.isTiedHead(stored))) continue;
      const why = 'the network that config.json describes has no place for it';
      throw new UserError(`tensor ${name}`, why, 'use the config.json that belongs to these weights');
    }
  }

  /** The rows that make up a weight of the network, in order. */
  rowsOf(weight: Pick<NetworkWeight, 'name'>): readonly RowRange[] {
    return this.rows.get(weight.name) ?? [];
  }

  /** Whether all that makes up a weight is quantised in the checkpoint. */
  isQuantized(weight: Pick<NetworkWeight, 'name'>): boolean {
    const { source } = this;
    if (!(source instanceof QuantizedSource)) return false;
    return this.rowsOf(weight).every(({ tensor }) => source.isQuantized(this.names.get(tensor) ?? tensor));
  }

  /** Reads whole rows, [rows, columns]; `spare` is memory that may be used. */
  async readRows(name: string, first: number, rows: number, spare?: ArrayBuffer): Promise<StoredFloats> {
    const columns = this.columns(name);
    const range = { start: first * columns, count: rows * columns };
    return this.source.readStored(this.names.get(name) ?? name, range, spare);
  }

  /** Whole rows of a quantised layer as the checkpoint has them, in blocks; undefined for a tensor that is not quantised. */
  async readPacked({ tensor, first, rows }: RowRange, blockSize: number): Promise<PackedRows | undefined> {
    if (!(this.source instanceof QuantizedSource)) return undefined;
    return this.source.readPacked(this.names.get(tensor) ?? tensor, first, rows, blockSize);
  }

  /** Elements of one row; 1 for a vector. */
  columns(name: string): number {
    return this.shapes.get(name)?.[1] ?? 1;
  }

  /** Closes the files of weights, and of the adapter. */
  async close(): Promise<void> {
    await this.source.close();
  }

  /** Whether a head holds the same numbers as the embedding that it is tied to, read a part at a time. */
  private async isTiedHead(head: string): Promise<boolean> {
    const name = this.layout.roots.embedding;
    const embedding = this.names.get(name) ?? name;
    const count = product(this.shapes.get(name) ?? []);
    if (product(this.source.info(head)?.shape ?? []) !== count) return false;
    for (let start = 0; start < count; start += COMPARED) {
      const range = { start, count: Math.min(COMPARED, count - start) };
      const own = await this.source.read(head, range);
      const tied = await this.source.read(embedding, range);
      if (own.some((value, at) => value !== tied[at])) return false;
    }
    return true;
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

  private layerOf(name: string): number | undefined {
    const [folder, layer] = name.split('.');
    return folder === this.layout.layers ? Number(layer) : undefined;
  }

  private refuseSpareLayers(layers: number): void {
    for (const name of this.names.keys()) {
      const layer = this.layerOf(name) ?? -1;
      if (layer < layers) continue;
      const why = `config.json says that there are ${layers} layers, so none is numbered ${layer}`;
      throw new UserError(`tensor ${name}`, why, 'use the config.json that belongs to these weights');
    }
  }
}
