import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PROVIDERS } from '../../onnx/provider.ts';
import { ACTIVATIONS, buildGraph } from '../network/graph.ts';
import { quantBits, type WeightFormat, type WeightTensor } from '../network/weightLayout.ts';
import type { FileDigest } from './hashedFile.ts';
import { GRAPH_FILES, MANIFEST_FILE, type ModelManifest, WEIGHTS_FILE } from './modelFolder.ts';

/** What the manifest and the graphs are made of. */
export interface ModelParts
  extends Pick<ModelManifest, 'name' | 'source' | 'license' | 'config' | 'generation'> {
  readonly format: WeightFormat;
  readonly layout: readonly WeightTensor[];
  /** Of the weights file, which is there already. */
  readonly weights: FileDigest;
  /** Other small files of the model, by name. */
  readonly carried: Readonly<Record<string, Uint8Array>>;
}

/**
 * Writes what a model folder needs beside its weights: one graph for each provider, the files it carries, and the manifest
 * last. Returns the size of all files together in bytes.
 */
export async function finishModelFolder(folder: string, parts: ModelParts): Promise<number> {
  const { name, source, license, config, generation, format, layout, weights, carried } = parts;
  const files: Record<string, FileDigest> = { [WEIGHTS_FILE]: weights };
  for (const provider of PROVIDERS) {
    const file = GRAPH_FILES[provider];
    const graph = buildGraph(config, format, layout, WEIGHTS_FILE, ACTIVATIONS[provider]);
    files[file] = await writeDigested(path.join(folder, file), graph);
  }
  for (const [file, content] of Object.entries(carried)) {
    files[file] = await writeDigested(path.join(folder, file), content);
  }
  const manifest: ModelManifest = {
    formatVersion: 1,
    name,
    source,
    license,
    weights: format.weights,
    ...(quantBits(format.weights) === undefined ? {} : { blockSize: format.blockSize }),
    ...(format.float16Layers?.length ? { float16Layers: format.float16Layers } : {}),
    ...(format.int8Layers?.length ? { int8Layers: format.int8Layers } : {}),
    config,
    generation,
    files,
  };
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  await writeFile(path.join(folder, MANIFEST_FILE), text, { flush: true });
  return Object.values(files).reduce((sum, { bytes }) => sum + bytes, Buffer.byteLength(text));
}

async function writeDigested(file: string, content: Uint8Array): Promise<FileDigest> {
  await writeFile(file, content, { flush: true });
  return { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}
