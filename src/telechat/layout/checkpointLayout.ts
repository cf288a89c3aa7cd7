import { UserError } from '../../shared/errors.ts';
import type { ModelConfig } from '../network/modelConfig.ts';
import {
  type LayerWeight,
  type NetworkWeight,
  networkWeights,
  type RootWeight,
} from '../network/networkWeights.ts';

/** Consecutive rows of a checkpoint's tensor, by its name without the layout's prefix. */
export interface RowRange {
  readonly tensor: string;
  readonly first: number;
  readonly rows: number;
}

/** What a person may add to a config.json. */
export interface ConfigOptions {
  /** The NTK constant of the first generation, whose config.json does not tell it. */
  readonly ntkBaseSeqlen?: number;
}

/** How a family of checkpoints writes its config.json and names its tensors. A further layout is one more of these. */
export interface CheckpointLayout {
  /** What files may put before the name of every tensor but the head. */
  readonly prefix: string;
  /** Where the layers' tensors are, before the layer's number. */
  readonly layers: string;
  /** Tensors outside the layers. */
  readonly roots: Readonly<Record<RootWeight, string>>;
  /** The rows that make up each weight of a layer, in order. */
  layerRows(config: ModelConfig, layer: string): Readonly<Record<LayerWeight, readonly RowRange[]>>;
  /**
   * Reads config.json, with its aliases and defaults.
   * @throws UserError naming the field that is missing, impossible or absurdly large, or what the engine does not compute
   */
  parseConfig(json: unknown, options?: ConfigOptions): ModelConfig;
}

/** All rows of a tensor. */
export function whole(tensor: string, rows: number): RowRange {
  return { tensor, first: 0, rows };
}

/** The rows of the checkpoint that make up each weight of the network, by the weight's name. */
export function weightRows(layout: CheckpointLayout, config: ModelConfig): Map<string, readonly RowRange[]> {
  const layers = Array.from({ length: config.layers }, (_, layer) =>
    layout.layerRows(config, `${layout.layers}.${layer}`),
  );
  const rowsOf = ({ root, layer, part, dims: [rows = 0] }: NetworkWeight): readonly RowRange[] => {
    if (part !== undefined) return layers[layer]?.[part] ?? [];
    const tied = root === 'head' && config.tieWordEmbeddings;
    return [whole(layout.roots[tied ? 'embedding' : root], rows)];
  };
  return new Map(networkWeights(config).map((weight) => [weight.name, rowsOf(weight)]));
}

/** The shape that each tensor of the checkpoint must have, by its name without prefix. */
export function checkpointShapes(layout: CheckpointLayout, config: ModelConfig): Map<string, number[]> {
  const rows = weightRows(layout, config);
  const shapes = new Map<string, number[]>();
  for (const { name, dims } of networkWeights(config)) {
    for (const { tensor, first, rows: count } of rows.get(name) ?? []) {
      const known = shapes.get(tensor)?.[0] ?? 0;
      shapes.set(tensor, [Math.max(known, first + count), ...dims.slice(1)]);
    }
  }
  return shapes;
}

/** What to do about a JSON file of a checkpoint that is wrong. */
export const OFFICIAL_FILE = 'take the file from the official checkpoint unchanged';
const USE_A_SERVER = 'serve it with vLLM and set telechat.engine to remote';

/** A field of config.json that is wrong. */
export function wrongField(field: string, why: string): UserError {
  return new UserError(`${field} in config.json`, why, OFFICIAL_FILE);
}

/** A model that is whole, and that this engine does not compute. */
export function notComputed(what: string): UserError {
  return new UserError('this checkpoint', `${what}, which this engine does not compute`, USE_A_SERVER);
}

/**
 * Checks what no single field can tell.
 * @param names how config.json calls the fields
 * @throws UserError where heads do not fit together
 */
export function checkHeads(
  { heads, kvHeads, headSize }: Pick<ModelConfig, 'heads' | 'kvHeads' | 'headSize'>,
  multiple: number,
  headSizeName: string,
): void {
  if (headSize % multiple !== 0) {
    throw wrongField(headSizeName, `a head of ${headSize} is no multiple of ${multiple}`);
  }
  if (heads % kvHeads !== 0)
    throw wrongField('num_key_value_heads', `${heads} heads cannot share ${kvHeads}`);
}
