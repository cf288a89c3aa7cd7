import { type ModelManifest, WEIGHTS_FILE } from '../folder/modelFolder.ts';
import { networkWeights } from '../network/networkWeights.ts';
import { layoutWeights } from '../network/weightLayout.ts';

/** Weights that our kernels read at a time: a block is as many, or several times as many. */
const CHUNK = 128;

/**
 * Whether a model's quantised layers are what our kernels compute (src/onnx/kernels): 4 bits, in whole blocks of a multiple of
 * 128, the zero point in the middle.
 */
export function fitsOwnKernels(manifest: ModelManifest): boolean {
  const { weights, blockSize = 0, float16Layers = [], config, files } = manifest;
  if (weights !== 'int4' || blockSize === 0 || blockSize % CHUNK !== 0) return false;
  const linears = networkWeights(config).filter(
    ({ kind, name }) => kind === 'linear' && !float16Layers.includes(name),
  );
  if (linears.some(({ dims: [, inputs = 0] }) => inputs % blockSize !== 0)) return false;
  const last = layoutWeights(config, { weights, blockSize, zeroPoints: false, float16Layers }).at(-1);
  // Zero points of their own would lie in the file too.
  return last !== undefined && last.offset + last.bytes === files[WEIGHTS_FILE]?.bytes;
}
