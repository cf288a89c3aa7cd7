import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { halfToFloat } from '../../src/checkpoint/tensor/float16.ts';
import { readModelFolder, WEIGHTS_FILE } from '../../src/telechat/folder/modelFolder.ts';
import { weightRows } from '../../src/telechat/layout/checkpointLayout.ts';
import { TELECHAT } from '../../src/telechat/layout/telechat.ts';
import { type NetworkWeight, networkWeights } from '../../src/telechat/network/networkWeights.ts';
import { layoutWeights } from '../../src/telechat/network/weightLayout.ts';
import { type FixtureTensor, writeSafetensors } from './checkpoint.ts';
import { root } from './root.ts';

const DEMO_MODEL = path.join(root, 'media/demo-model');
const ZERO_POINT = 128;

/** Writes the demo model as a checkpoint in TeleChat's layout, its 8-bit weights as the floats that they stand for. */
export async function writeDemoCheckpoint(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { config } = await readModelFolder(DEMO_MODEL);
  await writeSafetensors(path.join(folder, 'model.safetensors'), await demoTensors());
  const json = {
    model_type: 'telechat',
    vocab_size: config.vocabSize,
    hidden_size: config.hiddenSize,
    n_layer: config.layers,
    n_head: config.heads,
    ffn_hidden_size: config.ffnSize,
    layer_norm_epsilon: config.layerNormEpsilon,
    training_seqlen: config.trainingSeqlen,
    seq_length: config.seqLength,
    ntk_base_seqlen: config.rotary.type === 'telechat' ? config.rotary.ntkBaseSeqlen : undefined,
    tie_word_embeddings: true,
  };
  await writeFile(path.join(folder, 'config.json'), JSON.stringify(json));
  for (const file of ['generation_config.json', 'tokenizer.model', 'tokenizer_config.json']) {
    await copyFile(path.join(DEMO_MODEL, file), path.join(folder, file));
  }
}

/** Rows of a tensor of the checkpoint, from row `first` on. */
interface Part {
  readonly tensor: string;
  readonly first: number;
  readonly columns: number | undefined;
  readonly values: Float32Array;
}

/** The checkpoint's tensors, put together from the rows of the model folder's weights. */
async function demoTensors(): Promise<Record<string, FixtureTensor>> {
  const tensors: Record<string, FixtureTensor> = {};
  const parts = (await demoParts()).sort((one, other) => one.first - other.first);
  for (const { tensor, columns, values } of parts) {
    const joined = Float32Array.from([...(tensors[tensor]?.values ?? []), ...values]);
    const shape = columns === undefined ? [joined.length] : [joined.length / columns, columns];
    tensors[tensor] = { dtype: 'F32', shape, values: joined };
  }
  return tensors;
}

async function demoParts(): Promise<Part[]> {
  const { config, weights, blockSize = 0 } = await readModelFolder(DEMO_MODEL);
  const file = await readFile(path.join(DEMO_MODEL, WEIGHTS_FILE));
  const layout = layoutWeights(config, { weights, blockSize, zeroPoints: false });
  const stored = (name: string): ArrayBuffer => {
    const { offset = 0, bytes = 0 } = layout.find((tensor) => tensor.name === name) ?? {};
    return Uint8Array.from(file.subarray(offset, offset + bytes)).buffer;
  };
  // The head is the embedding.
  const rowsOf = weightRows(TELECHAT, config);
  const own = networkWeights(config).filter(({ name }) => name !== 'head');
  return own.flatMap(({ name, kind, dims: [, columns] }) => {
    const values = floats(name, kind, stored, blockSize);
    let done = 0;
    return (rowsOf.get(name) ?? []).map(({ tensor, first, rows }) => {
      const start = done;
      done += rows * (columns ?? 1);
      return { tensor, first, columns, values: values.subarray(start, done) };
    });
  });
}

function floats(
  name: string,
  kind: NetworkWeight['kind'],
  stored: (name: string) => ArrayBuffer,
  blockSize: number,
): Float32Array {
  if (kind === 'vector') return new Float32Array(stored(name));
  if (kind === 'embedding') return halfToFloat(new Uint16Array(stored(name)));
  const scales = new Float32Array(stored(`${name}.scales`));
  const levels = new Uint8Array(stored(name));
  return Float32Array.from(
    levels,
    (level, i) => (level - ZERO_POINT) * (scales[Math.floor(i / blockSize)] ?? Number.NaN),
  );
}
