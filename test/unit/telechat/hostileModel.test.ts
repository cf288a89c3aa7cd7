import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/shared/errors.ts';
import { mulberry32 } from '../../../src/shared/random.ts';
import { Decoder } from '../../../src/telechat/decoding/decoder.ts';
import { GRAPH_FILES, MANIFEST_FILE, type ModelManifest } from '../../../src/telechat/folder/modelFolder.ts';
import { verifyModel } from '../../../src/telechat/folder/verifyModel.ts';
import { writeTinyModel } from '../../support/tinyModel.ts';

/** More of them: FUZZ=10000 npx vitest run test/unit/telechat/hostileModel.test.ts */
const MUTATIONS = Number(process.env.FUZZ ?? 300);

describe('A model folder from a stranger', () => {
  let folder: string;
  let graph: Buffer;
  let manifest: ModelManifest;
  const graphPath = () => path.join(folder, GRAPH_FILES.cpu);

  beforeAll(async () => {
    folder = path.join(await mkdtemp(path.join(tmpdir(), 'telechat-hostile-')), 'model');
    await writeTinyModel(folder, { weights: 'int4' });
    graph = await readFile(graphPath());
    manifest = JSON.parse(await readFile(path.join(folder, MANIFEST_FILE), 'utf8'));
  });

  afterAll(() => rm(path.dirname(folder), { recursive: true }));

  /** As whoever made the folder would: with the right size and hash. */
  async function writeGraph(bytes: Uint8Array): Promise<void> {
    await writeFile(graphPath(), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const files = { ...manifest.files, [GRAPH_FILES.cpu]: { bytes: bytes.length, sha256 } };
    await writeManifest({ ...manifest, files });
  }

  async function writeManifest(json: unknown): Promise<void> {
    await writeFile(path.join(folder, MANIFEST_FILE), JSON.stringify(json));
  }

  /** Loads and computes. */
  async function use(): Promise<void> {
    const decoder = await Decoder.open(folder);
    try {
      const cache = decoder.createCache(8);
      await decoder.forward(cache, [5, 6, 7], { ropeLength: 8 });
      cache.release();
    } finally {
      decoder.close();
    }
  }

  it('is used as long as its graph is the one that its manifest makes', async () => {
    await writeGraph(graph);
    await use();
    await verifyModel(folder);
  });

  it.each([
    ['a block size of 0', 'block_size', [0x80, 0x00]],
    ['another number of outputs', 'N', [0xff, 0x7f]],
    ['an inner size of 1', 'K', [0x81, 0x00]],
  ])('is refused, and not called whole, when its graph has %s', async (_, attribute, value) => {
    await writeGraph(withAttribute(graph, attribute, value));
    await expect(use()).rejects.toThrow(/model\.cpu\.onnx .* is not the graph that telechat\.json describes/);
    await expect(verifyModel(folder)).rejects.toThrow(/model\.cpu\.onnx .* is not the graph/);
  });

  it.each([
    ['layers', 1e8],
    ['kvHeads', 1e9],
    ['kvHeads', 3],
    ['headSize', 24],
    ['vocabSize', 1e12],
    ['hiddenSize', 2 ** 40],
    ['ffnSize', 2 ** 40],
    ['seqLength', 2 ** 40],
    ['layerNormEpsilon', 1e300],
    ['layers', 0],
    ['layers', 1.5],
  ])('is refused at once when its manifest says %s: %d', async (field, value) => {
    await writeGraph(graph);
    await writeManifest({ ...manifest, config: { ...manifest.config, [field]: value } });
    await expect(use()).rejects.toThrow(/^config.* in .*telechat\.json — /);
    await expect(verifyModel(folder)).rejects.toThrow(/^config.* in .*telechat\.json — /);
  });

  it('is refused when its weights are not of the sizes in its manifest', async () => {
    await writeGraph(graph);
    await writeManifest({ ...manifest, config: { ...manifest.config, ffnSize: 512 } });
    await expect(use()).rejects.toThrow(/^weights-0\.bin .* are not what the sizes in telechat\.json need/);
  });

  it('ends in an error of ours whatever byte of its graph is another', async () => {
    const random = mulberry32(1);
    for (let n = 0; n < MUTATIONS; n++) {
      const bytes = mutated(graph, random);
      if (bytes.equals(graph)) continue;
      await writeGraph(bytes);
      await expect(use(), `mutation ${n}`).rejects.toThrow(UserError);
    }
  });

  it('ends in an error of ours, or is used, whatever number of its manifest is another', async () => {
    const random = mulberry32(2);
    await writeFile(graphPath(), graph);
    for (let n = 0; n < MUTATIONS; n++) {
      await writeManifest(withOtherValue(manifest, random));
      const error = await use().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error !== undefined) expect(error, `mutation ${n}`).toBeInstanceOf(UserError);
    }
  });
});

/** Another value of two bytes for the first attribute of this name: AttributeProto has its name, then its integer (field 3). */
function withAttribute(graph: Buffer, name: string, value: readonly number[]): Buffer {
  const key = Buffer.from([0x0a, name.length, ...Buffer.from(name), 0x18]);
  const at = graph.indexOf(key);
  expect(at).toBeGreaterThan(0);
  const changed = Buffer.from(graph);
  changed.set(value, at + key.length);
  return changed;
}

/** Some bytes of another value, or cut, or doubled. */
function mutated(graph: Buffer, random: () => number): Buffer {
  const at = () => Math.floor(random() * graph.length);
  const kind = random();
  if (kind < 0.1) return graph.subarray(0, at());
  if (kind < 0.2) return Buffer.concat([graph.subarray(0, at()), graph.subarray(at())]);
  const changed = Buffer.from(graph);
  for (let count = 1 + random() * 4; count >= 1; count--) changed[at()] = random() * 256;
  return changed;
}

const ODD_VALUES = [
  0,
  1,
  -1,
  2,
  3,
  127,
  128,
  1024,
  2 ** 31,
  2 ** 53,
  1e300,
  0.5,
  1e-300,
  null,
  true,
  'x',
  [],
  {},
];

/** One value of the manifest's sizes replaced by an odd one. */
function withOtherValue(manifest: ModelManifest, random: () => number): unknown {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const copy = structuredClone(manifest) as unknown as Record<string, unknown>;
  const parts = [copy, copy.config, copy.generation, ...Object.values(copy.files as object)];
  const part = pick(parts) as Record<string, unknown>;
  part[pick(Object.keys(part))] = pick(ODD_VALUES);
  return copy;
}
