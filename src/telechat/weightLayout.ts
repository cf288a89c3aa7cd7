import type { ModelConfig } from './config.ts';
import type { WeightType } from './modelFolder.ts';

/** One initializer of the graph as it lies in the weights file. */
export interface WeightTensor {
  readonly name: string;
  readonly dtype: 'float32' | 'float16' | 'uint8';
  readonly dims: readonly number[];
  /** Byte offset in the weights file, a multiple of 4096 so that ONNX Runtime can map it. */
  readonly offset: number;
  readonly bytes: number;
}

/**
 * Every tensor of a model folder's weights file, in file order. Names: `embedding`, `embed_norm` (if any),
 * `layer.N.norm1`, `.qkv`, `.dense`, `.dense.bias`, `.norm2`, `.gate_up`, `.down`, `.down.bias`, `final_norm`, `head`
 * (absent where fp32 or fp16 weights are tied: the head then reads `embedding`).
 * Norms and biases are float32. A linear layer is [out, in]: fp32 and fp16 as they are; int8 and int4 as MatMulNBits wants it,
 * `X` uint8 [out, ceil(in/block), block*bits/8] with `X.scales` float32 [out, ceil(in/block)], zero point 2^(bits-1).
 * `qkv` rows are q, k, v (de-interleaved); `gate_up` rows are gate, up. `embedding` is float16 under int8 and int4.
 */
export declare function layoutWeights(config: ModelConfig, weights: WeightType, blockSize: number): WeightTensor[];
