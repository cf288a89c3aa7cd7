import { UserError } from '../../shared/errors.ts';
import { layoutWeights, type WeightFormat, type WeightTensor } from '../network/weightLayout.ts';
import { MANIFEST_FILE, type ModelManifest, WEIGHTS_FILE } from './modelFolder.ts';

/** How a model folder's weights are stored, and where each tensor lies in their file. */
export interface StoredLayout {
  readonly format: WeightFormat;
  readonly tensors: readonly WeightTensor[];
}

/**
 * The layout of a model folder's weights, as its manifest says it. Only whether there are zero points follows from the size
 * of the file.
 * @throws UserError when no layout has this size
 */
export function storedLayout(manifest: ModelManifest): StoredLayout {
  const { name, weights, blockSize = 0, float16Layers = [], int8Layers = [], config, files } = manifest;
  const bytes = files[WEIGHTS_FILE]?.bytes;
  for (const zeroPoints of [false, true]) {
    const format = { weights, blockSize, zeroPoints, float16Layers, int8Layers };
    const tensors = layoutWeights(config, format);
    const last = tensors.at(-1);
    if (last && last.offset + last.bytes === bytes) return { format, tensors };
  }
  throw new UserError(
    `${WEIGHTS_FILE} in the model ${name}`,
    `its ${bytes} bytes are not what the sizes in ${MANIFEST_FILE} need`,
    'import the checkpoint again; do not use the folder if you do not know where it comes from',
  );
}
