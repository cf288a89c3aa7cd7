import { ownKernelsFit } from '../../onnx/ownKernels.ts';
import type { ModelManifest } from '../folder/modelFolder.ts';
import { storedLayout } from '../folder/storedLayout.ts';
import { networkWeights } from '../network/networkWeights.ts';
import { isQuantised, layerBits, quantBits } from '../network/weightLayout.ts';

/**
 * Whether our kernels compute a model's quantised layers on this machine: what they take is their own rule
 * (src/onnx/kernels/weights.h).
 * @throws UserError when the weights are not of the manifest's sizes
 */
export function fitsOwnKernels(manifest: ModelManifest): boolean {
  const { format } = storedLayout(manifest);
  if (quantBits(format.weights) === undefined) return false;
  return networkWeights(manifest.config)
    .filter((weight) => isQuantised(weight, format))
    .every(({ name, dims: [outputs = 0, inputs = 0] }) =>
      ownKernelsFit({ bits: layerBits(name, format) ?? 0, inputs, outputs, block: format.blockSize }),
    );
}
