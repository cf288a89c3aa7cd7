import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeviceSession } from '../../../src/onnx/deviceSession.ts';
import { HostTensor } from '../../../src/onnx/deviceTensor.ts';
import { ownKernels, ownKernelsFit, ownKernelsNames } from '../../../src/onnx/ownKernels.ts';
import { encodeModel, type Graph } from '../../../src/onnx/proto.ts';
import { mulberry32 } from '../../../src/shared/random.ts';
import { WIDEST_PASS } from '../../../src/telechat/speculation/speculation.ts';
import { exact, graphOf, type Layer, randomLayer, type Shape } from '../../support/quantisedLayer.ts';

const names = ownKernelsNames();
if (names.length === 0) {
  console.warn('skipped: this machine has no kernels of ours; they need Linux and AVX2');
}

const folder = mkdtempSync(path.join(tmpdir(), 'telechat-kernels-'));
afterAll(() => rmSync(folder, { recursive: true }));

function openGraph(graph: Graph, own: boolean): DeviceSession {
  const file = path.join(folder, 'layer.onnx');
  writeFileSync(file, encodeModel(graph));
  return new DeviceSession(file, { ownKernels: own });
}

function openLayer(layer: Layer, own: boolean): DeviceSession {
  return openGraph(graphOf(layer), own);
}

async function compute(session: DeviceSession, layer: Layer, x: Float32Array<ArrayBuffer>) {
  const rows = x.length / layer.inputs;
  const y = new Float32Array(rows * layer.outputs);
  const binding = session.binding();
  binding.input('x', new HostTensor('float32', [1, rows, layer.inputs], x));
  binding.output('y', new HostTensor('float32', [1, rows, layer.outputs], y));
  await binding.run();
  binding.release();
  return y;
}

function randomRows(rows: number, inputs: number): Float32Array<ArrayBuffer> {
  const random = mulberry32(rows);
  return Float32Array.from({ length: rows * inputs }, () => (random() - 0.5) * 4);
}

describe.each(names)('Our kernels for quantised weights (%s)', (kernels) => {
  beforeEach(() => {
    vi.stubEnv('TELECHAT_KERNELS', kernels);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  // Every size and number of rows is the reference's business (kernelsFuzz.test.ts): here ONNX Runtime is the caller.
  const SHAPES: Shape[] = [
    { bits: 4, inputs: 128, outputs: 1, block: 128 },
    { bits: 4, inputs: 512, outputs: 130, block: 256, hasZeroPoints: true },
    { bits: 4, inputs: 480, outputs: 40, block: 32, hasZeroPoints: true },
    { bits: 4, inputs: 96, outputs: 17, block: 32 },
    { bits: 8, inputs: 160, outputs: 7, block: 32, hasZeroPoints: true },
    { bits: 8, inputs: 256, outputs: 18, block: 32 },
  ];
  const ROWS = [1, 7, WIDEST_PASS, WIDEST_PASS + 1, 33];

  it.each(SHAPES)(
    'multiply any number of rows by $outputs × $inputs of $bits bits in blocks of $block, zero points: $hasZeroPoints',
    async (shape) => {
      const layer = randomLayer(shape);
      const session = openLayer(layer, true);
      for (const rows of ROWS) {
        const x = randomRows(rows, layer.inputs);
        const y = await compute(session, layer, x);
        for (let row = 0; row < rows; row++) {
          const values = x.subarray(row * layer.inputs, (row + 1) * layer.inputs);
          for (let output = 0; output < layer.outputs; output++) {
            const { value, tolerance } = exact(layer, values, output);
            const error = Math.abs((y[row * layer.outputs + output] ?? Number.NaN) - value);
            expect(error, `row ${row} of ${rows}, output ${output}`).toBeLessThanOrEqual(tolerance);
          }
        }
      }
      session.close();
    },
  );

  it('give a row the same to the bit, alone and beside as many as speculation checks at once', async () => {
    const layer = randomLayer({ bits: 4, inputs: 1024, outputs: 132, block: 32, hasZeroPoints: true });
    const session = openLayer(layer, true);
    const x = randomRows(WIDEST_PASS, layer.inputs);
    const single: Float32Array[] = [];
    for (let row = 0; row < WIDEST_PASS; row++) {
      single.push(await compute(session, layer, x.slice(row * layer.inputs, (row + 1) * layer.inputs)));
    }
    for (let rows = 2; rows <= WIDEST_PASS; rows++) {
      const together = await compute(session, layer, x.slice(0, rows * layer.inputs));
      expect(Buffer.from(together.buffer)).toEqual(
        Buffer.concat(single.slice(0, rows).map(({ buffer }) => Buffer.from(buffer))),
      );
    }
    session.close();
  });

  it.each<Shape>([
    { bits: 4, inputs: 2048, outputs: 64, block: 128 },
    { bits: 4, inputs: 2048, outputs: 64, block: 32, hasZeroPoints: true },
    { bits: 8, inputs: 2048, outputs: 64, block: 32 },
  ])('are as close to the exact product as ONNX Runtime’s: $bits bits, blocks of $block', async (shape) => {
    const layer = randomLayer(shape);
    const x = randomRows(40, layer.inputs);
    const [ours, theirs] = [openLayer(layer, true), openLayer(layer, false)];
    const errorOf = (y: Float32Array) =>
      y.reduce((sum, value, index) => {
        const row = Math.floor(index / layer.outputs);
        const values = x.subarray(row * layer.inputs, (row + 1) * layer.inputs);
        return sum + (value - exact(layer, values, index % layer.outputs).value) ** 2;
      }, 0);
    const [ourError, theirError] = [
      errorOf(await compute(ours, layer, x)),
      errorOf(await compute(theirs, layer, x)),
    ];
    expect(theirError).toBeGreaterThan(0);
    expect(ourError).toBeLessThan(theirError * 1.05);
    for (const session of [ours, theirs]) session.close();
  });

  it('take rows of zeros, and no rows at all', async () => {
    const layer = randomLayer({ bits: 4, inputs: 256, outputs: 8, block: 128, hasZeroPoints: true });
    const session = openLayer(layer, true);
    expect(await compute(session, layer, new Float32Array(3 * 256))).toEqual(new Float32Array(3 * 8));
    expect(await compute(session, layer, new Float32Array(0))).toEqual(new Float32Array(0));
    session.close();
  });

  describe('refuse, without a crash, a graph that', () => {
    const layer = randomLayer({ bits: 4, inputs: 256, outputs: 8, block: 128, hasZeroPoints: true });
    const graph = graphOf(layer);

    it.each([
      ['has smaller blocks', { block_size: 16 }, /weights of another form/],
      ['has blocks of no multiple of 32', { block_size: 40, K: 240 }, /weights of another form/],
      ['has blocks that end midway', { block_size: 96 }, /weights of another form/],
      ['has blocks of nothing', { block_size: 0 }, /weights of another form/],
      ['has blocks of less than nothing', { block_size: -128 }, /weights of another form/],
      ['has rows of nothing', { K: 0 }, /weights of another form/],
      ['has rows of less than nothing', { K: -256 }, /weights of another form/],
      ['has no outputs', { N: 0 }, /weights of another form/],
      ['has sizes whose product overflows', { K: 2 ** 52, N: 2 ** 52 }, /weights of another form/],
      ['has other bits', { bits: 2 }, /weights of another form/],
      ['promises more bits than its weights have', { bits: 8 }, /of another size/],
      ['promises more outputs than its weights have', { N: 2 ** 20 }, /of another size/],
      ['promises more inputs than its weights have', { K: 2 ** 20 }, /of another size/],
      ['promises fewer scales than its weights have', { block_size: 256 }, /of another size/],
    ])('%s', (_, change, reason) => {
      const [node] = graph.nodes;
      const nodes = [{ ...node, attributes: { ...node.attributes, ...change } }];
      expect(() => openGraph({ ...graph, nodes }, true)).toThrow(reason);
    });

    it('computes its weights', () => {
      const nodes = [{ op: 'Abs', inputs: ['rows'], outputs: ['s'] }, ...graph.nodes];
      const [levels, scales, zeroPoints] = graph.initializers;
      const inputs = [...graph.inputs, { name: 'rows', type: 'float32', shape: scales.dims } as const];
      const initializers = [levels, ...(zeroPoints ? [zeroPoints] : [])];
      expect(() => openGraph({ ...graph, nodes, inputs, initializers }, true)).toThrow(
        /weights that are computed/,
      );
    });

    it('has scales of too few bytes', () => {
      const [levels, scales, zeroPoints] = graph.initializers;
      const fewer = { ...scales, dims: [1, 1], data: scales.data.slice(0, 4) };
      const initializers = [levels, fewer, ...(zeroPoints ? [zeroPoints] : [])];
      expect(() => openGraph({ ...graph, initializers }, true)).toThrow(/of another size/);
    });

    it('has zero points of too few bytes', () => {
      const [levels, scales] = graph.initializers;
      const fewer = { name: 'z', type: 'uint8', dims: [1, 1], data: new Uint8Array(1) } as const;
      expect(() => openGraph({ ...graph, initializers: [levels, scales, fewer] }, true)).toThrow(
        /of another size/,
      );
    });

    it('computes its zero points', async () => {
      const [levels, scales] = graph.initializers;
      const inputs = [...graph.inputs, { name: 'z', type: 'uint8', shape: [8, 1] } as const];
      const session = openGraph({ ...graph, inputs, initializers: [levels, scales] }, true);
      const binding = session.binding();
      binding.input('x', new HostTensor('float32', [1, 1, 256]));
      binding.input('z', new HostTensor('uint8', [8, 1]));
      binding.output('y', new HostTensor('float32', [1, 1, 8]));
      await expect(binding.run()).rejects.toThrow(/weights that are computed/);
      binding.release();
      session.close();
    });

    it.each([
      ['a width of 1', [1, 3, 1]],
      ['no width', [1, 3, 0]],
      ['no dimension', []],
      ['nine dimensions', [1, 1, 1, 1, 1, 1, 1, 1, 256]],
    ])('gives inputs of %s', async (_, shape) => {
      const anyInput = { name: 'x', type: 'float32', shape: shape.map((__, index) => `d${index}`) } as const;
      const anyOutput = { ...anyInput, name: 'y' };
      const session = openGraph({ ...graph, inputs: [anyInput], outputs: [anyOutput] }, true);
      const binding = session.binding();
      binding.input('x', new HostTensor('float32', shape));
      binding.output('y', new HostTensor('float32', [...shape.slice(0, -1), ...(shape.length ? [8] : [])]));
      await expect(binding.run()).rejects.toThrow(/of another width|too many dimensions/);
      binding.release();
      session.close();
    });
  });
});

describe('The choice of our kernels', () => {
  const LAYER = { bits: 4, inputs: 256, outputs: 8, block: 128 };

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.runIf(names.length > 0)(
    'is the fastest that the processor runs, unless TELECHAT_KERNELS names another',
    () => {
      vi.stubEnv('TELECHAT_KERNELS', undefined);
      const fastest = ownKernels();
      expect(ownKernelsFit(LAYER)).toBe(true);
      vi.stubEnv('TELECHAT_KERNELS', names[0]);
      expect(ownKernels()).toBe(fastest);
    },
  );

  it('is ONNX Runtime’s for TELECHAT_KERNELS=none', () => {
    vi.stubEnv('TELECHAT_KERNELS', 'none');
    expect(ownKernels()).toBeUndefined();
    expect(ownKernelsFit(LAYER)).toBe(false);
  });

  it('is refused where there is none of the name, which says what there is', () => {
    vi.stubEnv('TELECHAT_KERNELS', 'avx521vnni');
    expect(() => ownKernels()).toThrow(
      `the kernels "avx521vnni" — TELECHAT_KERNELS names none that this processor runs; set it to one of ${[...names, 'none'].join(', ')}`,
    );
  });
});
