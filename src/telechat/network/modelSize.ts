import type { ModelConfig } from './modelConfig.ts';
import { networkWeights } from './networkWeights.ts';

/** TeleChat-1B is the smallest official release; what is far smaller was trained on fixed wordings, as the demo model was. */
const LEAST_PARAMETERS = 500_000_000;

/** Number of weights of a network; a head that is tied to the embedding counts once. */
export function parameterCount(config: ModelConfig): number {
  return networkWeights(config)
    .filter(({ name }) => !(config.tieWordEmbeddings && name === 'head'))
    .reduce((sum, { dims }) => sum + dims.reduce((product, size) => product * size, 1), 0);
}

/** Whether a model of this size follows instructions that it was not trained on word for word, in Chinese and English. */
export function followsInstructions(config: ModelConfig): boolean {
  return parameterCount(config) >= LEAST_PARAMETERS;
}
