import type { ModelConfig } from './modelConfig.ts';

/** A weight outside the layers, by its name. */
export type RootWeight = 'embedding' | 'embed_norm' | 'final_norm' | 'head';

/** A weight of a layer; `layer.N.` comes before it in its name. */
export type LayerWeight =
  | 'norm1'
  | 'qkv'
  | 'qkv.bias'
  | 'q_norm'
  | 'k_norm'
  | 'dense'
  | 'dense.bias'
  | 'norm2'
  | 'gate_up'
  | 'gate_up.bias'
  | 'down'
  | 'down.bias';

interface Weight {
  readonly name: string;
  /** Vectors (norms, biases) stay float32; the embedding is looked up, not multiplied; linears may be quantised. */
  readonly kind: 'vector' | 'embedding' | 'linear';
  /** [n] for a vector, else [rows, columns]. */
  readonly dims: readonly number[];
}

/** One weight of the network as the graph wants it. */
export type NetworkWeight = Weight &
  (
    | { readonly root: RootWeight; readonly layer?: never; readonly part?: never }
    | { readonly root?: never; readonly layer: number; readonly part: LayerWeight }
  );

/** Every weight of the network, in the order of their use. What each is: weightLayout.ts. */
export function networkWeights(config: ModelConfig): NetworkWeight[] {
  const { vocabSize, hiddenSize, layers } = config;
  return [
    root('embedding', 'embedding', [vocabSize, hiddenSize]),
    ...(config.embedLayernorm ? [root('embed_norm', 'vector', [hiddenSize])] : []),
    ...Array.from({ length: layers }, (_, layer) => layerWeights(config, layer)).flat(),
    root('final_norm', 'vector', [hiddenSize]),
    root('head', 'linear', [vocabSize, hiddenSize]),
  ];
}

function layerWeights(config: ModelConfig, layer: number): NetworkWeight[] {
  const { hiddenSize, ffnSize, headSize, heads, kvHeads, biases, qkNorm } = config;
  const qkvRows = (heads + 2 * kvHeads) * headSize;
  const vector = (part: LayerWeight, length: number, isThere = true) =>
    isThere ? [inLayer(layer, part, 'vector', [length])] : [];
  const linear = (part: LayerWeight, rows: number, columns: number) =>
    inLayer(layer, part, 'linear', [rows, columns]);
  return [
    ...vector('norm1', hiddenSize),
    linear('qkv', qkvRows, hiddenSize),
    ...vector('qkv.bias', qkvRows, biases.qkv),
    ...vector('q_norm', headSize, qkNorm),
    ...vector('k_norm', headSize, qkNorm),
    linear('dense', hiddenSize, heads * headSize),
    ...vector('dense.bias', hiddenSize, biases.dense),
    ...vector('norm2', hiddenSize),
    linear('gate_up', 2 * ffnSize, hiddenSize),
    ...vector('gate_up.bias', 2 * ffnSize, biases.gateUp),
    linear('down', hiddenSize, ffnSize),
    ...vector('down.bias', hiddenSize, biases.down),
  ];
}

function root(name: RootWeight, kind: Weight['kind'], dims: readonly number[]): NetworkWeight {
  return { name, kind, dims, root: name };
}

function inLayer(
  layer: number,
  part: LayerWeight,
  kind: Weight['kind'],
  dims: readonly number[],
): NetworkWeight {
  return { name: `layer.${layer}.${part}`, kind, dims, layer, part };
}
