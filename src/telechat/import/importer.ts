import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { QuantizedFormat } from '../../checkpoint/quantized/quantizedSource.ts';
import type { ByteProgress } from '../../shared/byteProgress.ts';
import type { WeightType } from '../../shared/weightType.ts';
import { finishModelFolder } from '../folder/finishModelFolder.ts';
import { WEIGHTS_FILE } from '../folder/modelFolder.ts';
import { createWhole, type PartialFolder } from '../folder/partialFolder.ts';
import type { ModelConfig } from '../network/modelConfig.ts';
import { networkWeights } from '../network/networkWeights.ts';
import {
  layoutWeights,
  quantBits,
  storedWeights,
  type WeightFormat,
  type WeightTensor,
} from '../network/weightLayout.ts';
import { type Checkpoint, openCheckpoint } from './checkpointFolder.ts';
import { fingerprint } from './fingerprint.ts';
import type { LoraOptions } from './loraAdapter.ts';
import { BLOCK_SIZES, USUAL_BLOCK, usualFormat } from './usualFormat.ts';
import { writeWeights } from './weightWriter.ts';

/** Of the groups of a quantised checkpoint no larger blocks are made, which a GPU would refuse. */
const WIDEST_BLOCK = 128;

/** Below this, in float32, a model is fast and light as it is. */
const SMALL_MODEL_BYTES = 64 * 2 ** 20;

/** Graph, manifest and tokenizer files take less than this beside the weights. */
const SMALL_FILES_BYTES = 64 * 2 ** 20;

/** What to import, in which form, and what the new folder says of where it comes from. */
export interface ImportOptions {
  /** A checkpoint in Hugging Face layout. */
  readonly checkpoint: string;
  /** The model folder to make; it must not exist or be empty. */
  readonly out: string;
  /** Default: as they are for a quantised checkpoint (int8 where its groups are not runs of inputs); fp32 for a small one, which gains nothing by less; else int8. */
  readonly weights?: WeightType;
  /** Elements that share a scale, for int8 and int4; default: 32. */
  readonly blockSize?: number;
  readonly ntkBaseSeqlen?: number;
  /** An adapter to merge into the weights. */
  readonly lora?: LoraOptions;
  /** Default: the name of the folder `out`. */
  readonly name?: string;
  /** Where the checkpoint comes from, such as a repository id. Default: the name of its folder. */
  readonly source?: string;
  /** Licence of the weights. */
  readonly license?: string;
  readonly onProgress?: (progress: ByteProgress) => void;
  readonly signal?: AbortSignal;
}

/** What an import has made, and what it took. */
export interface ImportResult {
  /** The finished model folder. */
  readonly model: string;
  readonly seconds: number;
  /** Of all files in it. */
  readonly bytes: number;
  /** Of this process since it started. */
  readonly peakRssBytes: number;
}

/**
 * Converts a checkpoint into a model folder that the decoder runs.
 * @throws UserError for a checkpoint that is broken or does not fit its config, and for a folder that cannot be written;
 *   the signal's reason when aborted. A failure leaves nothing; an import that was aborted, or
 *   filled the disk, goes on where it was when it is called again.
 */
export async function importCheckpoint(options: ImportOptions): Promise<ImportResult> {
  const started = performance.now();
  options.signal?.throwIfAborted();
  const out = path.resolve(options.out);
  const { ntkBaseSeqlen, lora } = options;
  const checkpoint = await openCheckpoint(options.checkpoint, {
    ...(ntkBaseSeqlen === undefined ? {} : { ntkBaseSeqlen }),
    ...(lora ? { lora } : {}),
  });
  try {
    const format = chooseFormat(checkpoint, options);
    const layout = layoutWeights(checkpoint.config, format);
    let bytes = 0;
    const key = await importKey(options, format);
    await createWhole(out, key, fileBytes(layout) + SMALL_FILES_BYTES, async (partial) => {
      bytes = await fillModelFolder(partial, checkpoint, format, layout, { ...options, out });
      options.signal?.throwIfAborted();
    });
    return { model: out, seconds: (performance.now() - started) / 1000, bytes, peakRssBytes: peakRss() };
  } finally {
    await checkpoint.tensors.close();
  }
}

/** How the weights are stored, and which come as a quantised checkpoint has them. */
interface ImportFormat extends WeightFormat {
  readonly packed: ReadonlySet<string>;
}

function chooseFormat(checkpoint: Checkpoint, options: ImportOptions): ImportFormat {
  const { config, quantized } = checkpoint;
  const weights = options.weights ?? defaultWeights(config, quantized);
  const usual = usualFormat(config, weights, options.blockSize);
  return quantized && quantBits(weights) !== undefined
    ? formatOfQuantized(checkpoint, quantized, weights, options.blockSize)
    : { ...usual, packed: new Set() };
}

/** A quantised checkpoint keeps as float16 what it did not quantise, and in its own bits its levels, where they fit. */
function formatOfQuantized(
  { config, tensors }: Checkpoint,
  { bits, groupSize, symmetric, packable }: QuantizedFormat,
  weights: WeightType,
  wanted: number | undefined,
): ImportFormat {
  // The head is never quantised in a checkpoint: its levels are ours.
  const linears = networkWeights(config).filter(({ kind, name }) => kind === 'linear' && name !== 'head');
  const kept = linears.filter((weight) => tensors.isQuantized(weight));
  const float16Layers = linears.filter((weight) => !kept.includes(weight)).map(({ name }) => name);
  const block = wanted ?? BLOCK_SIZES.findLast((size) => size <= WIDEST_BLOCK && groupSize % size === 0);
  if (packable && bits === quantBits(weights) && block !== undefined && groupSize % block === 0) {
    const packed = new Set(kept.map(({ name }) => name));
    return { weights, blockSize: block, zeroPoints: !symmetric, float16Layers, packed };
  }
  const blockSize = wanted ?? USUAL_BLOCK;
  return { weights, blockSize, zeroPoints: false, float16Layers, packed: new Set() };
}

function defaultWeights(config: ModelConfig, quantized: QuantizedFormat | undefined): WeightType {
  // Levels that cannot stay as they are (act-order) would lose a second time in 4 bits.
  if (quantized) return quantized.bits === 4 && quantized.packable ? 'int4' : 'int8';
  const exact = layoutWeights(config, { weights: 'fp32', blockSize: USUAL_BLOCK, zeroPoints: false });
  return fileBytes(exact) <= SMALL_MODEL_BYTES ? 'fp32' : 'int8';
}

/** Tells apart imports whose weights differ: by the files they read, their sizes and dates, and the format. */
async function importKey(
  { checkpoint, lora, ntkBaseSeqlen }: ImportOptions,
  format: ImportFormat,
): Promise<string> {
  const files = await fingerprint(checkpoint);
  const adapter = lora && (await fingerprint(lora.adapter));
  return createHash('sha256')
    .update(
      JSON.stringify([files, adapter, lora?.scale, ntkBaseSeqlen, { ...format, packed: [...format.packed] }]),
    )
    .digest('hex');
}

function fileBytes(layout: readonly WeightTensor[]): number {
  const last = layout.at(-1);
  return last ? last.offset + last.bytes : 0;
}

/** Writes every file of a model folder, the manifest last. Returns their size together in bytes. */
async function fillModelFolder(
  { folder, resume, note }: PartialFolder,
  { config, generation, tensors, carriedFiles }: Checkpoint,
  format: ImportFormat,
  layout: readonly WeightTensor[],
  options: ImportOptions,
): Promise<number> {
  const { onProgress, signal } = options;
  const totalBytes = fileBytes(layout);
  const weights = await writeWeights(
    path.join(folder, WEIGHTS_FILE),
    tensors,
    storedWeights(config, format.weights),
    layout,
    {
      format,
      packed: format.packed,
      resume,
      note,
      onProgress: (bytes) => onProgress?.({ bytes, totalBytes }),
      ...(signal ? { signal } : {}),
    },
  );
  const carried: Record<string, Uint8Array> = {};
  for (const file of carriedFiles) carried[file] = await readFile(path.join(options.checkpoint, file));
  return finishModelFolder(folder, {
    name: options.name ?? path.basename(options.out),
    source: options.source ?? path.basename(path.resolve(options.checkpoint)),
    license: options.license ?? 'see where the checkpoint comes from',
    config,
    generation,
    format,
    layout,
    weights,
    carried,
  });
}

function peakRss(): number {
  return process.resourceUsage().maxRSS * 1024;
}
