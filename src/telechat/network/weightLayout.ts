import type { QuantBits } from '../../checkpoint/convert/convertWeights.ts';
import type { WeightType } from '../../shared/weightType.ts';
import type { ModelConfig } from './modelConfig.ts';
import { type NetworkWeight, networkWeights } from './networkWeights.ts';

/** One initializer of the graph as it lies in the weights file. */
export interface WeightTensor {
  readonly name: string;
  readonly dtype: 'float32' | 'float16' | 'uint8';
  readonly dims: readonly number[];
  /** Byte offset in the weights file, a multiple of 4096 so that ONNX Runtime can map it. */
  readonly offset: number;
  readonly bytes: number;
}

/** How the linear layers are stored. */
export interface WeightFormat {
  readonly weights: WeightType;
  /** Elements that share a scale, for int8 and int4. */
  readonly blockSize: number;
  /** Whether the layers' blocks have zero points of their own, as an asymmetric GPTQ checkpoint's have. */
  readonly zeroPoints: boolean;
  /** Linear layers that stay float16 where the others are quantised, by name. */
  readonly float16Layers?: string[];
  /** Linear layers that have 8 bits where the others have 4, by name. */
  readonly int8Layers?: string[];
}

const ALIGNMENT = 4096;
const BYTES_PER_ELEMENT = { float32: 4, float16: 2, uint8: 1 } as const;

/**
 * Every tensor of a model folder's weights file, in file order. Names: `embedding`, `embed_norm` (if any),
 * `layer.N.norm1`, `.qkv`, `.q_norm`, `.k_norm`, `.dense`, `.norm2`, `.gate_up`, `.down`, `final_norm`, `head` (absent where
 * fp32 or fp16 weights are tied: the head then reads `embedding`); `layer.N.X.bias` after a linear layer that has one.
 * Norms and biases are float32. A linear layer is [out, in]: fp32 and fp16 as they are; int8 and int4 as MatMulNBits wants it,
 * `X` uint8 [out, ceil(in/block), block*bits/8] with `X.scales` float32 [out, ceil(in/block)], zero point 2^(bits-1) unless
 * there is `X.zeros` uint8 [out, ceil(blocks*bits/8)].
 * `qkv` rows are q, k, v (de-interleaved); `gate_up` rows are gate, up. `embedding` is float16 under int8 and int4.
 */
export function layoutWeights(config: ModelConfig, format: WeightFormat): WeightTensor[] {
  const stored = storedWeights(config, format.weights).flatMap((weight) => storedTensors(weight, format));
  let next = 0;
  return stored.map((tensor) => {
    const offset = next;
    const bytes = tensor.dims.reduce((product, size) => product * size, BYTES_PER_ELEMENT[tensor.dtype]);
    next = Math.ceil((offset + bytes) / ALIGNMENT) * ALIGNMENT;
    return { ...tensor, offset, bytes };
  });
}

/** The weights that the file holds: a float head that is tied reads the embedding instead. */
export function storedWeights(config: ModelConfig, weights: WeightType): NetworkWeight[] {
  const sharesEmbedding = config.tieWordEmbeddings && quantBits(weights) === undefined;
  return networkWeights(config).filter(({ name }) => !(sharesEmbedding && name === 'head'));
}

/** Bits of one linear layer, which may have more than the others; undefined where it is floating-point numbers. */
export function layerBits(
  name: string,
  { weights, float16Layers = [], int8Layers = [] }: WeightFormat,
): QuantBits | undefined {
  if (float16Layers.includes(name)) return undefined;
  return int8Layers.includes(name) ? 8 : quantBits(weights);
}

/** Bits of a linear layer's weights, or undefined where they are floating-point numbers. */
export function quantBits(weights: WeightType): QuantBits | undefined {
  if (weights === 'int8') return 8;
  return weights === 'int4' ? 4 : undefined;
}

/** Whether a weight is stored in int8 or int4: not the norms, biases and embedding, nor what stays float16 beside them. */
export function isQuantised({ name, kind }: NetworkWeight, format: WeightFormat): boolean {
  return kind === 'linear' && layerBits(name, format) !== undefined;
}

function storedTensors(
  { name, kind, dims }: NetworkWeight,
  format: WeightFormat,
): Pick<WeightTensor, 'name' | 'dtype' | 'dims'>[] {
  const { weights, blockSize } = format;
  const bits = layerBits(name, format);
  const [rows = 0, columns = 0] = dims;
  if (kind === 'linear' && bits !== undefined) {
    const blocks = Math.ceil(columns / blockSize);
    return [
      { name, dtype: 'uint8', dims: [rows, blocks, (blockSize * bits) / 8] },
      { name: `${name}.scales`, dtype: 'float32', dims: [rows, blocks] },
      ...(hasZeroPoints(name, format)
        ? [{ name: `${name}.zeros`, dtype: 'uint8' as const, dims: [rows, Math.ceil((blocks * bits) / 8)] }]
        : []),
    ];
  }
  const float32 = kind === 'vector' || weights === 'fp32';
  return [{ name, dtype: float32 ? 'float32' : 'float16', dims }];
}

/** What we quantise to 8 bits is symmetric, as the head is, which no checkpoint quantises. */
function hasZeroPoints(name: string, { zeroPoints, int8Layers = [] }: WeightFormat): boolean {
  return zeroPoints && name !== 'head' && !int8Layers.includes(name);
}
