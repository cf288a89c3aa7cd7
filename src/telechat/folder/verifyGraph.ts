import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Provider } from '../../onnx/provider.ts';
import { UserError } from '../../shared/errors.ts';
import { ACTIVATIONS, buildGraph } from '../network/graph.ts';
import { GRAPH_FILES, MANIFEST_FILE, type ModelManifest, WEIGHTS_FILE } from './modelFolder.ts';
import { storedLayout } from './storedLayout.ts';

/**
 * Compares a model folder's graph with the one that its manifest makes: native code computes what a graph says, so that one
 * from elsewhere is never loaded. The same manifest makes the same graph to the byte.
 * @throws UserError when it differs, or the weights are not of the manifest's sizes
 */
export async function verifyGraph(
  folder: string,
  manifest: ModelManifest,
  provider: Provider,
): Promise<void> {
  const file = GRAPH_FILES[provider];
  const { format, tensors } = storedLayout(manifest);
  const expected = buildGraph(manifest.config, format, tensors, WEIGHTS_FILE, ACTIVATIONS[provider]);
  // The manifest's size is the file's: what is far larger is not even read.
  const isOurs =
    manifest.files[file]?.bytes === expected.length &&
    (await readFile(path.join(folder, file))).equals(expected);
  if (isOurs) return;
  throw new UserError(
    `${file} in the model ${folder}`,
    `it is not the graph that ${MANIFEST_FILE} describes`,
    'import the checkpoint again; do not use the folder if you do not know where it comes from',
  );
}
