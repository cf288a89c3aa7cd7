import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../../shared/errors.ts';
import { mulberry32 } from '../../shared/random.ts';
import type { WeightType } from '../../shared/weightType.ts';
import { finishModelFolder } from '../folder/finishModelFolder.ts';
import type { FileDigest } from '../folder/hashedFile.ts';
import { WEIGHTS_FILE } from '../folder/modelFolder.ts';
import { createWhole } from '../folder/partialFolder.ts';
import { parseGenerationConfig } from '../layout/generationJson.ts';
import { parseModelConfig } from '../layout/layouts.ts';
import { layoutWeights, type WeightTensor } from '../network/weightLayout.ts';
import { usualFormat } from './usualFormat.ts';

/** Sizes of the models that people run; docs/model.md#sizes. */
const SHAPES = {
  '1b': { layers: 16, hidden: 2048, heads: 32, ffn: 5460, vocab: 160_256, tied: false },
  '3b': { layers: 24, hidden: 3072, heads: 24, ffn: 6144, vocab: 131_072, tied: false },
  '7b': { layers: 30, hidden: 4096, heads: 32, ffn: 12_288, vocab: 160_256, tied: true },
  '12b': { layers: 38, hidden: 5120, heads: 32, ffn: 12_288, vocab: 120_000, tied: false },
} as const;

const WEIGHTS = ['fp16', 'int8', 'int4'] as const satisfies WeightType[];

/** Small enough that thirty layers of it stay numbers. */
const SCALE = 0.002;

/** Written again and again: whole elements, and four times a prime, so that no two rows are equal. */
const NOISE_BYTES = 4 * 2_097_143;

/** Every tensor begins elsewhere in the noise: ONNX Runtime keeps equal ones in memory once. */
const TENSOR_STEP = 4 * 65_537;

/** The shapes that `bench --shape` knows, such as 7b-int4. */
export function randomModelShapes(): string[] {
  return Object.keys(SHAPES).flatMap((size) => WEIGHTS.map((type) => `${size}-${type}`));
}

/** Deviations from the shape: see `writeRandomModel`. */
export interface RandomModelOptions {
  readonly layers?: number | undefined;
  readonly blockSize?: number | undefined;
}

/**
 * Writes a model folder of true size whose weights are noise, to measure speed and memory with.
 * @param shape one of `randomModelShapes()`
 * @param options.layers fewer than the shape has, where the disk is short
 * @param options.blockSize elements that share a scale; default: as `import` has it
 * @throws UsageError for another shape; UserError when the folder cannot be written
 */
export async function writeRandomModel(
  out: string,
  shape: string,
  { layers, blockSize }: RandomModelOptions = {},
): Promise<void> {
  const [size = '', type = ''] = shape.split('-');
  const sizes = SHAPES[size as keyof typeof SHAPES];
  const weights = WEIGHTS.find((known) => known === type);
  if (!sizes || !weights) {
    throw new UsageError(
      '--shape',
      `there is no ${shape}`,
      `choose one of ${randomModelShapes().join(', ')}`,
    );
  }
  const config = parseModelConfig({
    vocab_size: sizes.vocab,
    hidden_size: sizes.hidden,
    n_layer: layers ?? sizes.layers,
    n_head: sizes.heads,
    ffn_hidden_size: sizes.ffn,
    tie_word_embeddings: sizes.tied,
  });
  const generation = parseGenerationConfig({
    user_token_id: 4,
    bot_token_id: 5,
    bos_token_id: 1,
    eos_token_id: 2,
  });
  const format = usualFormat(config, weights, blockSize);
  const layout = layoutWeights(config, format);
  const last = layout.at(-1);
  await createWhole(out, shape, last ? last.offset + last.bytes : 0, async ({ folder }) => {
    const file = await open(path.join(folder, WEIGHTS_FILE), 'w');
    try {
      const digest = await writeNoise(file, layout);
      await finishModelFolder(folder, {
        name: shape,
        source: 'random weights',
        license: 'none',
        config,
        generation,
        format,
        layout,
        weights: digest,
        carried: {},
      });
    } finally {
      await file.close();
    }
  });
}

async function writeNoise(file: FileHandle, layout: readonly WeightTensor[]): Promise<FileDigest> {
  const noise = { uint8: levels(), float16: halves(), float32: scales() };
  const hash = createHash('sha256');
  let length = 0;
  const append = async (bytes: Uint8Array) => {
    hash.update(bytes);
    await file.write(bytes, 0, bytes.length, length);
    length += bytes.length;
  };
  for (const [index, { dtype, offset, bytes }] of layout.entries()) {
    await append(new Uint8Array(offset - length));
    let from = (index * TENSOR_STEP) % NOISE_BYTES;
    for (let left = bytes; left > 0; from = 0) {
      const piece = noise[dtype].subarray(from, from + left);
      await append(piece);
      left -= piece.length;
    }
  }
  return { bytes: length, sha256: hash.digest('hex') };
}

function levels(): Uint8Array {
  const random = mulberry32(1);
  return Uint8Array.from({ length: NOISE_BYTES }, () => random() * 256);
}

/** float16 numbers of either sign between 2^-9 and 2^-5 in size. */
function halves(): Uint8Array {
  const random = mulberry32(2);
  const bits = Uint16Array.from({ length: NOISE_BYTES / 2 }, () => {
    const sign = random() < 0.5 ? 0x8000 : 0;
    return sign | ((6 + random() * 4) << 10) | (random() * 1024);
  });
  return new Uint8Array(bits.buffer);
}

/** One constant serves as scale of a block, as a bias and as the weight of a norm. */
function scales(): Uint8Array {
  const floats = new Float32Array(NOISE_BYTES / 4).fill(SCALE);
  return new Uint8Array(floats.buffer);
}
