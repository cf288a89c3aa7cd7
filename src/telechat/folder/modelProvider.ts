import { fastestProvider } from '../../onnx/provider/providers.ts';
import type { Provider } from '../../onnx/provider.ts';
import { UserError } from '../../shared/errors.ts';
import type { ModelManifest } from './modelFolder.ts';

/** Elements that share a scale, at most, in ONNX Runtime's CUDA kernels for one row of MatMulNBits; they refuse others. */
const WIDEST_CUDA_BLOCK = 128;

/**
 * Where a model computes: `auto` is the fastest provider that works here and can compute this model.
 * @param probe the bundled program of probe.ts
 * @throws UserError when its weights are not for the provider that is asked for
 */
export async function providerFor(
  { name, blockSize = 0 }: ModelManifest,
  choice: Provider | 'auto',
  probe: string,
): Promise<Provider> {
  const isForCuda = blockSize <= WIDEST_CUDA_BLOCK;
  if (choice === 'cuda' && !isForCuda) {
    throw new UserError(
      `the model ${name}`,
      `its blocks of ${blockSize} weights are for the processor alone`,
      `choose the provider cpu, or import it again with --block-size ${WIDEST_CUDA_BLOCK}`,
    );
  }
  if (choice !== 'auto') return choice;
  return isForCuda ? fastestProvider(probe) : 'cpu';
}
