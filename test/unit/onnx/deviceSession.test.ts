import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import { DeviceSession } from '../../../src/onnx/deviceSession.ts';
import { HostTensor } from '../../../src/onnx/deviceTensor.ts';
import { encodeModel } from '../../../src/onnx/proto.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'telechat-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SIZE = 48;
const weight = Float32Array.from({ length: SIZE * SIZE }, (_, index) => Math.sin(index));

/** y = relu(x W) + state, next = state + x: weights in a file beside the graph, and a state that can be updated in place. */
function writeModel(): string {
  writeFileSync(path.join(folder, 'weights.bin'), weight);
  const shape = [1, SIZE];
  const model = encodeModel({
    name: 'test',
    nodes: [
      { op: 'MatMul', inputs: ['x', 'w'], outputs: ['product'] },
      { op: 'Relu', inputs: ['product'], outputs: ['positive'] },
      { op: 'Add', inputs: ['positive', 'state'], outputs: ['y'] },
      { op: 'Add', inputs: ['state', 'x'], outputs: ['next'] },
    ],
    inputs: [
      { name: 'x', type: 'float32', shape },
      { name: 'state', type: 'float32', shape },
    ],
    outputs: [
      { name: 'y', type: 'float32', shape },
      { name: 'next', type: 'float32', shape },
    ],
    initializers: [
      {
        name: 'w',
        type: 'float32',
        dims: [SIZE, SIZE],
        data: { file: 'weights.bin', offset: 0, bytes: weight.byteLength },
      },
    ],
  });
  const file = path.join(folder, 'model.onnx');
  writeFileSync(file, model);
  return file;
}

describe('a session with bound memory', () => {
  const file = writeModel();
  const x = Float32Array.from({ length: SIZE }, (_, index) => Math.cos(index));

  it('gives what session.run gives, to the bit', async () => {
    const session = new DeviceSession(file);
    const y = new Float32Array(SIZE);
    const binding = session.binding();
    binding.input('x', new HostTensor('float32', [1, SIZE], x));
    binding.input('state', session.tensor('float32', [1, SIZE]));
    binding.output('y', new HostTensor('float32', [1, SIZE], y));
    binding.output('next', session.tensor('float32', [1, SIZE]));
    await binding.run();
    const reference = await ort.InferenceSession.create(file);
    const fetched = await reference.run({
      x: new ort.Tensor('float32', x, [1, SIZE]),
      state: new ort.Tensor('float32', new Float32Array(SIZE), [1, SIZE]),
    });
    expect(y).toEqual(fetched.y?.data);
  });

  it('updates memory that is bound as input and as output in place', async () => {
    const session = new DeviceSession(file);
    const stateTensor = session.tensor('float32', [1, SIZE]);
    const binding = session.binding();
    binding.input('x', new HostTensor('float32', [1, SIZE], x));
    binding.input('state', stateTensor);
    binding.output('y', session.tensor('float32', [1, SIZE]));
    binding.output('next', stateTensor);
    await binding.run();
    await binding.run();
    const state = new Float32Array(SIZE);
    stateTensor.read(state);
    expect(state).toEqual(x.map((value) => value + value));
  });

  it('does not run when the signal is aborted already, and throws its reason', async () => {
    const session = new DeviceSession(file);
    await expect(session.binding().run({ signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });

  it('says in words what ONNX Runtime has against a model', () => {
    const broken = path.join(folder, 'broken.onnx');
    writeFileSync(broken, 'no model');
    expect(() => new DeviceSession(broken)).toThrow(/ONNX Runtime CreateSession — .*broken\.onnx/);
  });

  it('reads what a bound tensor holds now, not what it held when it was bound', async () => {
    const session = new DeviceSession(file);
    const input = session.tensor('float32', [1, SIZE]);
    const y = session.tensor('float32', [1, SIZE]);
    const binding = session.binding();
    binding.input('x', session.tensor('float32', [1, SIZE]));
    binding.input('state', input);
    binding.output('y', y);
    binding.output('next', session.tensor('float32', [1, SIZE]));
    await binding.run();
    input.write(x);
    await binding.run();
    const result = new Float32Array(SIZE);
    y.read(result);
    expect(result).toEqual(x);
  });
});
