import type { ModelConfig } from './config.ts';

/** Consecutive rows of a checkpoint's tensor, by its canonical name (without `transformer.`). */
export interface RowRange {
  readonly tensor: string;
  readonly first: number;
  readonly rows: number;
}

/** One weight of the network as the graph wants it, and the rows of the checkpoint that make it up, in order. */
export interface NetworkWeight {
  readonly name: string;
  /** Vectors (norms, biases) stay float32; the embedding is looked up, not multiplied; linears may be quantised. */
  readonly kind: 'vector' | 'embedding' | 'linear';
  /** [n] for a vector, else [rows, columns]. */
  readonly dims: readonly number[];
  readonly source: readonly RowRange[];
}

/**
 * Every weight of the network, in the order of their use. Names: see weightLayout.ts.
 * Source of the checkpoint's names and layouts: docs/model.md#the-network.
 */
export function networkWeights(config: ModelConfig): NetworkWeight[] {
  const { vocabSize, hiddenSize, layers } = config;
  const headTensor = config.tieWordEmbeddings ? 'word_embeddings.weight' : 'lm_head.weight';
  return [
    whole('embedding', 'embedding', 'word_embeddings.weight', [vocabSize, hiddenSize]),
    ...(config.embedLayernorm
      ? [whole('embed_norm', 'vector', 'word_embeddings_layernorm.weight', [hiddenSize])]
      : []),
    ...Array.from({ length: layers }, (_, layer) => layerWeights(config, layer)).flat(),
    whole('final_norm', 'vector', 'ln_f.weight', [hiddenSize]),
    whole('head', 'linear', headTensor, [vocabSize, hiddenSize]),
  ];
}

function layerWeights(config: ModelConfig, layer: number): NetworkWeight[] {
  const { hiddenSize, ffnSize, headSize, heads, kvHeads } = config;
  const name = `layer.${layer}`;
  const from = `h.${layer}`;
  return [
    whole(`${name}.norm1`, 'vector', `${from}.input_layernorm.weight`, [hiddenSize]),
    {
      name: `${name}.qkv`,
      kind: 'linear',
      dims: [(heads + 2 * kvHeads) * headSize, hiddenSize],
      source: [
        { tensor: `${from}.self_attention.query.weight`, first: 0, rows: hiddenSize },
        ...keyValueRows(config, `${from}.self_attention.key_value.weight`),
      ],
    },
    whole(`${name}.dense`, 'linear', `${from}.self_attention.dense.weight`, [hiddenSize, hiddenSize]),
    whole(`${name}.dense.bias`, 'vector', `${from}.self_attention.dense.bias`, [hiddenSize]),
    whole(`${name}.norm2`, 'vector', `${from}.post_attention_layernorm.weight`, [hiddenSize]),
    {
      name: `${name}.gate_up`,
      kind: 'linear',
      dims: [2 * ffnSize, hiddenSize],
      source: [
        { tensor: `${from}.mlp.gate_proj.weight`, first: 0, rows: ffnSize },
        { tensor: `${from}.mlp.up_proj.weight`, first: 0, rows: ffnSize },
      ],
    },
    whole(`${name}.down`, 'linear', `${from}.mlp.down_proj.weight`, [hiddenSize, ffnSize]),
    whole(`${name}.down.bias`, 'vector', `${from}.mlp.down_proj.bias`, [hiddenSize]),
  ];
}

/** TeleChat interleaves K and V head by head (K_0, V_0, K_1, V_1, …); attention wants all of K, then all of V. */
function keyValueRows({ kvHeads, headSize }: ModelConfig, tensor: string): RowRange[] {
  const part = (offset: number) =>
    Array.from({ length: kvHeads }, (_, head) => ({
      tensor,
      first: 2 * headSize * head + offset,
      rows: headSize,
    }));
  return [...part(0), ...part(headSize)];
}

function whole(
  name: string,
  kind: NetworkWeight['kind'],
  tensor: string,
  dims: readonly [number, ...number[]],
): NetworkWeight {
  return { name, kind, dims, source: [{ tensor, first: 0, rows: dims[0] }] };
}

/** The shape that each tensor of the checkpoint must have, by its canonical name. */
export function checkpointShapes(config: ModelConfig): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  for (const { dims, source } of networkWeights(config)) {
    for (const { tensor, first, rows } of source) {
      const known = shapes.get(tensor)?.[0] ?? 0;
      shapes.set(tensor, [Math.max(known, first + rows), ...dims.slice(1)]);
    }
  }
  return shapes;
}
