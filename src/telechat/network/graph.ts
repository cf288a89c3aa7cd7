import {
  type Attribute,
  DATA_TYPE,
  type ElementType,
  encodeModel,
  type Initializer,
  type Node,
  type ValueInfo,
} from '../../onnx/proto.ts';
import type { ModelConfig } from './modelConfig.ts';
import { layerBits, type WeightFormat, type WeightTensor } from './weightLayout.ts';

/** What a provider computes in: half the bytes where the hardware is made for it; float32 is the CPU's fastest. */
export const ACTIVATIONS = { cpu: 'float32', cuda: 'float16' } as const;

/** Type of the activations and the KV cache; the logits are float32 in either. */
export type Activations = (typeof ACTIVATIONS)[keyof typeof ACTIVATIONS];

/**
 * The network as an ONNX graph: S new tokens in, logits of P chosen positions out, KV cache updated in place.
 * Operators and their order: docs/engine.md#the-graph; the network: docs/model.md#the-network.
 *
 * Inputs, floats being of the type of the activations: `input_ids` int64 [1, S]; `seqlens_k` int32 [1] (tokens after this
 * step, less one); `total_sequence_length` int32 scalar; `cos_cache`, `sin_cache` [R, headSize/2];
 * `positions` int64 [P] (which of the S to give logits for); `past_key.N`, `past_value.N` [1, kvHeads, C, headSize].
 * Outputs: `logits` float32 [P, vocab]; `present_key.N`, `present_value.N`, to be bound to the same memory as the past.
 */
export function buildGraph(
  config: ModelConfig,
  format: WeightFormat,
  tensors: readonly WeightTensor[],
  dataFile: string,
  activations: Activations,
): Uint8Array<ArrayBuffer> {
  const graph = new GraphBuilder(config, format, tensors, activations);
  graph.build();
  return encodeModel({
    name: 'telechat',
    nodes: graph.nodes,
    inputs: inputs(config, activations),
    outputs: outputs(config, activations),
    initializers: [
      ...tensors.map(({ name, dtype, dims, offset, bytes }) => ({
        name,
        type: dtype,
        dims,
        data: { file: dataFile, offset, bytes },
      })),
      ...graph.constants.values(),
    ],
  });
}

function cacheShape(config: ModelConfig): (number | string)[] {
  return [1, config.kvHeads, 'capacity', config.headSize];
}

function layersOf(config: ModelConfig): number[] {
  return Array.from({ length: config.layers }, (_, layer) => layer);
}

function inputs(config: ModelConfig, type: Activations): ValueInfo[] {
  const table = ['rope_length', config.headSize / 2];
  return [
    { name: 'input_ids', type: 'int64', shape: [1, 'tokens'] },
    { name: 'seqlens_k', type: 'int32', shape: [1] },
    { name: 'total_sequence_length', type: 'int32', shape: [] },
    { name: 'cos_cache', type, shape: table },
    { name: 'sin_cache', type, shape: table },
    { name: 'positions', type: 'int64', shape: ['positions'] },
    ...layersOf(config).flatMap((layer): ValueInfo[] => [
      { name: `past_key.${layer}`, type, shape: cacheShape(config) },
      { name: `past_value.${layer}`, type, shape: cacheShape(config) },
    ]),
  ];
}

function outputs(config: ModelConfig, type: Activations): ValueInfo[] {
  return [
    { name: 'logits', type: 'float32', shape: ['positions', config.vocabSize] },
    ...layersOf(config).flatMap((layer): ValueInfo[] => [
      { name: `present_key.${layer}`, type, shape: cacheShape(config) },
      { name: `present_value.${layer}`, type, shape: cacheShape(config) },
    ]),
  ];
}

class GraphBuilder {
  readonly nodes: Node[] = [];
  readonly constants = new Map<string, Initializer>();
  private readonly types: ReadonlyMap<string, ElementType>;

  constructor(
    private readonly config: ModelConfig,
    private readonly format: WeightFormat,
    tensors: readonly WeightTensor[],
    private readonly activations: Activations,
  ) {
    this.types = new Map(tensors.map(({ name, dtype }) => [name, dtype]));
  }

  build(): void {
    const { layers } = this.config;
    let residual = this.embed();
    let normed = this.norm(residual, 'layer.0.norm1');
    for (let layer = 0; layer < layers; layer++) {
      const name = `layer.${layer}`;
      const next = layer + 1 < layers ? `layer.${layer + 1}.norm1` : 'final_norm';
      const attention = this.attention(layer, normed);
      [normed, residual] = this.addAndNorm(
        attention,
        `${name}.dense`,
        this.residual(residual, normed),
        `${name}.norm2`,
      );
      const mlp = this.mlp(name, normed);
      [normed, residual] = this.addAndNorm(mlp, `${name}.down`, this.residual(residual, normed), next);
    }
    this.head(normed);
  }

  /** The raw input of a sub-block, or the normed one in the variant that says so. */
  private residual(raw: string, normed: string): string {
    return this.config.residualPostLayernorm ? normed : raw;
  }

  private embed(): string {
    const rows = this.add('Gather', ['embedding', 'input_ids'], 'embedded', { axis: 0 });
    const embedded = this.cast(rows, this.types.get('embedding'), this.activations);
    return this.config.embedLayernorm ? this.norm(embedded, 'embed_norm') : embedded;
  }

  private norm(input: string, weight: string): string {
    const attributes = { axis: -1, epsilon: { float: this.config.layerNormEpsilon } };
    return this.add(
      'SimplifiedLayerNormalization',
      [input, this.weight(weight)],
      `${weight}.out`,
      attributes,
    );
  }

  /** Returns the norm of input + the bias of its linear layer, if any, + residual, and that sum. */
  private addAndNorm(input: string, linear: string, residual: string, weight: string): [string, string] {
    const normed = `${weight}.out`;
    const sum = `${weight}.residual`;
    const weights = [weight, `${linear}.bias`].filter((name) => this.types.has(name));
    this.nodes.push({
      op: 'SkipSimplifiedLayerNormalization',
      domain: 'com.microsoft',
      inputs: [input, residual, ...weights.map((name) => this.weight(name))],
      outputs: [normed, '', '', sum],
      attributes: { epsilon: { float: this.config.layerNormEpsilon } },
    });
    return [normed, sum];
  }

  private attention(layer: number, input: string): string {
    const { hiddenSize, heads, kvHeads, headSize } = this.config;
    const name = `layer.${layer}`;
    const qkv = this.biasedLinear(`${name}.qkv`, input, hiddenSize, (heads + 2 * kvHeads) * headSize);
    const output = `${name}.attention`;
    this.nodes.push({
      op: 'GroupQueryAttention',
      domain: 'com.microsoft',
      inputs: [
        ...this.queriesKeysValues(name, qkv),
        `past_key.${layer}`,
        `past_value.${layer}`,
        'seqlens_k',
        'total_sequence_length',
        'cos_cache',
        'sin_cache',
      ],
      outputs: [output, `present_key.${layer}`, `present_value.${layer}`],
      attributes: {
        num_heads: heads,
        kv_num_heads: kvHeads,
        do_rotary: 1,
        rotary_interleaved: 0,
        scale: { float: 1 / Math.sqrt(headSize) },
      },
    });
    return this.linear(`${name}.dense`, output, heads * headSize, hiddenSize);
  }

  /** The attention's first three inputs: one fused tensor, or three whose heads of queries and keys are normed. */
  private queriesKeysValues(name: string, qkv: string): [string, string, string] {
    const { heads, kvHeads, headSize, qkNorm } = this.config;
    if (!qkNorm) return [qkv, '', ''];
    const parts = ['q', 'k', 'v'].map((part) => `${name}.${part}`) as [string, string, string];
    const sizes = this.shape([heads * headSize, kvHeads * headSize, kvHeads * headSize]);
    this.nodes.push({ op: 'Split', inputs: [qkv, sizes], outputs: parts, attributes: { axis: -1 } });
    const [queries, keys, values] = parts;
    return [this.normHeads(queries, heads), this.normHeads(keys, kvHeads), values];
  }

  /** Each head by itself, by the weight that is named as the input is. */
  private normHeads(input: string, heads: number): string {
    const { headSize } = this.config;
    const apart = this.add('Reshape', [input, this.shape([1, -1, heads, headSize])], `${input}.heads`);
    const normed = this.norm(apart, `${input}_norm`);
    return this.add('Reshape', [normed, this.shape([1, -1, heads * headSize])], `${input}.normed`);
  }

  private mlp(name: string, input: string): string {
    const { hiddenSize, ffnSize } = this.config;
    const both = this.biasedLinear(`${name}.gate_up`, input, hiddenSize, 2 * ffnSize);
    const gate = `${name}.gate`;
    const up = `${name}.up`;
    this.nodes.push({
      op: 'Split',
      inputs: [both],
      outputs: [gate, up],
      attributes: { axis: -1, num_outputs: 2 },
    });
    const sigmoid = this.add('Sigmoid', [gate], `${name}.sigmoid`);
    const silu = this.add('Mul', [gate, sigmoid], `${name}.silu`);
    const product = this.add('Mul', [silu, up], `${name}.product`);
    return this.linear(`${name}.down`, product, ffnSize, hiddenSize);
  }

  private head(input: string): void {
    const { hiddenSize, vocabSize } = this.config;
    const wanted = this.add('Gather', [input, 'positions'], 'wanted', { axis: 1 });
    const weight = this.types.has('head') ? 'head' : 'embedding';
    const product = this.linear(weight, wanted, hiddenSize, vocabSize);
    const floats = this.cast(product, this.activations, 'float32');
    this.add('Reshape', [floats, this.shape([-1, vocabSize])], 'logits');
  }

  /** y = x Wᵀ + b, or without b where there is none. */
  private biasedLinear(weight: string, input: string, inSize: number, outSize: number): string {
    const product = this.linear(weight, input, inSize, outSize);
    const bias = `${weight}.bias`;
    // Not Add, which ONNX Runtime fuses into MatMulNBits: our kernels for it take no bias.
    return this.types.has(bias) ? this.add('Sum', [product, this.weight(bias)], `${weight}.biased`) : product;
  }

  /** y = x Wᵀ, for x [1, S, in] and W [out, in]. */
  private linear(weight: string, input: string, inSize: number, outSize: number): string {
    return this.types.has(`${weight}.scales`)
      ? this.quantizedLinear(weight, input, inSize, outSize)
      : this.floatLinear(weight, input, inSize, outSize);
  }

  private quantizedLinear(weight: string, input: string, inSize: number, outSize: number): string {
    const output = `${weight}.linear`;
    const zeros = this.types.has(`${weight}.zeros`) ? [`${weight}.zeros`] : [];
    this.nodes.push({
      op: 'MatMulNBits',
      domain: 'com.microsoft',
      inputs: [input, weight, this.weight(`${weight}.scales`), ...zeros],
      outputs: [output],
      attributes: {
        K: inSize,
        N: outSize,
        bits: layerBits(weight, this.format) ?? 4,
        block_size: this.format.blockSize,
        accuracy_level: 4,
      },
    });
    return output;
  }

  private floatLinear(weight: string, input: string, inSize: number, outSize: number): string {
    const rows = this.add('Reshape', [input, this.shape([-1, inSize])], `${weight}.rows`);
    const product = this.add('Gemm', [rows, this.weight(weight)], `${weight}.gemm`, { transB: 1 });
    return this.add('Reshape', [product, this.shape([1, -1, outSize])], `${weight}.linear`);
  }

  /** A stored tensor in the type of the activations; ONNX Runtime casts it once, when it loads the model. */
  private weight(tensor: string): string {
    return this.cast(tensor, this.types.get(tensor), this.activations);
  }

  private cast(value: string, from: ElementType | undefined, to: Activations): string {
    if (from === to) return value;
    return this.add('Cast', [value], `${value}.${to}`, { to: DATA_TYPE[to] });
  }

  private add(
    op: string,
    inputs: readonly string[],
    output: string,
    attributes?: Readonly<Record<string, Attribute>>,
  ): string {
    this.nodes.push({ op, inputs, outputs: [output], ...(attributes ? { attributes } : {}) });
    return output;
  }

  private shape(dims: readonly number[]): string {
    const name = `shape.${dims.join('.')}`;
    if (!this.constants.has(name)) {
      const data = new Uint8Array(BigInt64Array.from(dims, BigInt).buffer);
      this.constants.set(name, { name, type: 'int64', dims: [dims.length], data });
    }
    return name;
  }
}
