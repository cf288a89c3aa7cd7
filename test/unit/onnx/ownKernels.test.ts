import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DeviceSession } from '../../../src/onnx/deviceSession.ts';
import { HostTensor } from '../../../src/onnx/deviceTensor.ts';
import { ownKernels } from '../../../src/onnx/ownKernels.ts';
import { encodeModel } from '../../../src/onnx/proto.ts';
import { mulberry32 } from '../../../src/shared/random.ts';
import { WIDEST_PASS } from '../../../src/telechat/speculation/speculation.ts';

/** Activations that share a scale. */
const CHUNK = 128;

function cannotRun(): boolean {
  const missing = ownKernels() === undefined;
  if (missing) console.warn('skipped: this machine has no kernels of ours; they need Linux and AVX-512 VNNI');
  return missing;
}

const folder = mkdtempSync(path.join(tmpdir(), 'telechat-kernels-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly block: number;
  /** [outputs × inputs / 2] */
  readonly levels: Uint8Array;
  /** [outputs × inputs / block] */
  readonly scales: Float32Array;
}

function randomLayer(inputs: number, outputs: number, block: number): Layer {
  const random = mulberry32(inputs + outputs);
  const levels = Uint8Array.from({ length: (outputs * inputs) / 2 }, () => random() * 256);
  const scales = Float32Array.from({ length: (outputs * inputs) / block }, () => 0.01 + random() / 100);
  return { inputs, outputs, block, levels, scales };
}

function weightOf({ inputs, block, levels, scales }: Layer, output: number, input: number): number {
  const index = output * inputs + input;
  const byte = levels[index >> 1] ?? 0;
  return ((input % 2 ? byte >> 4 : byte & 15) - 8) * (scales[Math.floor(index / block)] ?? 0);
}

function openLayer({ inputs, outputs, block, levels, scales }: Layer, own: boolean): DeviceSession {
  const file = path.join(folder, `${inputs}-${outputs}-${block}.onnx`);
  const blocks = inputs / block;
  const attributes = { K: inputs, N: outputs, bits: 4, block_size: block, accuracy_level: 4 };
  const graph = {
    name: 'layer',
    nodes: [
      { op: 'MatMulNBits', domain: 'com.microsoft', inputs: ['x', 'w', 's'], outputs: ['y'], attributes },
    ],
    inputs: [{ name: 'x', type: 'float32', shape: [1, 'rows', inputs] }],
    outputs: [{ name: 'y', type: 'float32', shape: [1, 'rows', outputs] }],
    initializers: [
      { name: 'w', type: 'uint8', dims: [outputs, blocks, block / 2], data: levels },
      { name: 's', type: 'float32', dims: [outputs, blocks], data: new Uint8Array(scales.buffer) },
    ],
  } as const;
  writeFileSync(file, encodeModel(graph));
  return new DeviceSession(file, { ownKernels: own });
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

/** The exact product of a row, and how far rounding the row to 8 bits can move it. */
function exact(layer: Layer, row: Float32Array, output: number): { value: number; tolerance: number } {
  let value = 0;
  let tolerance = 0;
  for (let first = 0; first < layer.inputs; first += CHUNK) {
    let largest = 0;
    let magnitudes = 0;
    for (let input = first; input < first + CHUNK; input++) {
      const weight = weightOf(layer, output, input);
      value += weight * (row[input] ?? 0);
      largest = Math.max(largest, Math.abs(row[input] ?? 0));
      magnitudes += Math.abs(weight);
    }
    tolerance += (magnitudes * largest) / 127 / 2;
  }
  return { value, tolerance: tolerance * 1.001 + 1e-5 };
}

describe.skipIf(cannotRun())('Our kernels for 4-bit weights', () => {
  const SHAPES = [
    { inputs: 128, outputs: 1, block: 128 },
    { inputs: 384, outputs: 37, block: 128 },
    { inputs: 512, outputs: 130, block: 256 },
    { inputs: 640, outputs: 256, block: 640 },
  ];
  const ROWS = [1, 2, 4, 7, WIDEST_PASS, WIDEST_PASS + 1, 32, 33, 70];

  it.each(SHAPES)('multiply any number of rows by $outputs × $inputs in blocks of $block', async (shape) => {
    const layer = randomLayer(shape.inputs, shape.outputs, shape.block);
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
  });

  it('give a row the same to the bit, alone and beside as many as speculation checks at once', async () => {
    const layer = randomLayer(1024, 132, 128);
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

  it('are as close to the exact product as ONNX Runtime’s', async () => {
    const layer = randomLayer(2048, 64, 128);
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
    const layer = randomLayer(256, 8, 128);
    const session = openLayer(layer, true);
    expect(await compute(session, layer, new Float32Array(3 * 256))).toEqual(new Float32Array(3 * 8));
    expect(await compute(session, layer, new Float32Array(0))).toEqual(new Float32Array(0));
    session.close();
  });

  it('refuse weights in other blocks, and say so', () => {
    const layer = randomLayer(256, 8, 32);
    expect(() => openLayer(layer, true)).toThrow(/weights of another form/);
  });
});
