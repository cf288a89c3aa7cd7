import { UsageError } from '../../shared/errors.ts';
import type { WeightType } from '../../shared/weightType.ts';
import type { ModelConfig } from '../network/modelConfig.ts';
import type { WeightFormat } from '../network/weightLayout.ts';

/** Block sizes that MatMulNBits computes fast on the CPU. */
export const BLOCK_SIZES: readonly number[] = [16, 32, 64, 128, 256];

/** Fine enough for 4 bits, and our kernels are as fast with it as the memory is. */
export const USUAL_BLOCK = 32;

/** From here on 4-bit levels lie around zero: a zero point of its own serves so many weights badly. */
const COARSE_BLOCK = 128;

/**
 * How an import stores what it quantises itself: docs/quantisation.md.
 * @param blockSize inputs that share a scale
 * @throws UsageError for a block size that is not possible
 */
export function usualFormat(
  config: ModelConfig,
  weights: WeightType,
  blockSize: number = USUAL_BLOCK,
): WeightFormat {
  if (!BLOCK_SIZES.includes(blockSize)) {
    throw new UsageError(
      'the block size',
      `${blockSize} is not possible`,
      `choose one of ${BLOCK_SIZES.join(', ')}`,
    );
  }
  const accurate = weights === 'int4' && blockSize < COARSE_BLOCK;
  return {
    weights,
    blockSize,
    zeroPoints: accurate,
    ...(accurate ? { int8Layers: sensitiveLayers(config) } : {}),
  };
}

/**
 * Layers that lose most by 4 bits: the head, every `qkv`, and `down` in the first and the last eighth of the network and in
 * one layer of three between, which are the layers that llama.cpp's Q4_K_M gives more bits. See docs/quantisation.md.
 */
function sensitiveLayers({ layers }: ModelConfig): string[] {
  const first = Math.floor(layers / 8);
  const last = Math.floor((layers * 7) / 8);
  const numbers = Array.from({ length: layers }, (_, layer) => layer);
  const downs = numbers.filter((layer) => layer < first || layer >= last || (layer - first) % 3 === 2);
  return [
    ...numbers.map((layer) => `layer.${layer}.qkv`),
    ...downs.map((layer) => `layer.${layer}.down`),
    'head',
  ];
}
