import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gibibytes } from '../../shared/byteText.ts';
import { messageOf, UserError } from '../../shared/errors.ts';
import { DeviceSession } from '../deviceSession.ts';
import { HostTensor } from '../deviceTensor.ts';
import { ownKernels } from '../ownKernels.ts';
import { encodeModel } from '../proto.ts';
import { PROVIDERS, type Provider } from '../provider.ts';
import { missingCudaLibraries } from './missingLibraries.ts';
import type { ProbeResult } from './probeResult.ts';

/** Entry of a short-lived program that computes a small sum with one provider; `node probe.js cuda`. It prints a ProbeResult. */

const SIZE = 64;

/** Computes; returns in words the free memory, and what is special. */
async function probe(provider: Provider): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'telechat-probe-'));
  try {
    const file = path.join(folder, 'probe.onnx');
    writeFileSync(file, doublingModel());
    const session = new DeviceSession(file, { provider, threads: 1 });
    const x = Float32Array.from({ length: SIZE }, (_, index) => index);
    const y = new Float32Array(SIZE);
    const binding = session.binding();
    binding.input('x', new HostTensor('float32', [SIZE], x));
    binding.output('y', new HostTensor('float32', [SIZE], y));
    await binding.run();
    if (y.some((value, index) => value !== 2 * index)) throw new Error('it computes wrong results');
    const free = gibibytes(session.freeMemory());
    const own = provider === 'cpu' ? ownKernels() : undefined;
    return `computes${own ? `, 4-bit and 8-bit weights with ${own}` : ''}; ${free} GiB of memory free`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function doublingModel(): Uint8Array<ArrayBuffer> {
  return encodeModel({
    name: 'probe',
    nodes: [{ op: 'Add', inputs: ['x', 'x'], outputs: ['y'] }],
    inputs: [{ name: 'x', type: 'float32', shape: [SIZE] }],
    outputs: [{ name: 'y', type: 'float32', shape: [SIZE] }],
    initializers: [],
  });
}

async function result(provider: Provider): Promise<ProbeResult> {
  try {
    return { works: true, detail: await probe(provider) };
  } catch (error) {
    const reason = (error instanceof UserError ? error.why : messageOf(error)).replaceAll('\n', ' ');
    return { works: false, detail: reason, missing: provider === 'cuda' ? missingCudaLibraries() : [] };
  }
}

const provider = PROVIDERS.find((name) => name === process.argv[2]) ?? 'cpu';
process.stdout.write(JSON.stringify(await result(provider)));
