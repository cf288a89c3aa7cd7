import { freemem, totalmem } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import product from '../../../package.json' with { type: 'json' };
import { SidecarEngine } from '../../engine/sidecarEngine.ts';
import { messageOf, UserError } from '../../errors.ts';
import { probeProviders } from '../../onnx/providers.ts';
import { readModelFolder } from '../../telechat/modelFolder.ts';
import { resolveModel } from '../../telechat/resolveModel.ts';
import { printResult } from '../output.ts';

/** One line of the report. */
interface Check {
  readonly name: string;
  readonly works: boolean;
  readonly detail: string;
}

interface DoctorOptions {
  readonly model?: string;
  readonly json?: boolean;
}

const GIB = 2 ** 30;

/** `doctor`: what works on this machine, what does not and what to do. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('What works on this machine and what is missing.')
    .option('--model <folder>', 'model to try (default: the demo model)')
    .option('--json', 'print one JSON object')
    .action(run);
}

async function run(options: DoctorOptions): Promise<void> {
  const providers = await probeProviders(path.join(import.meta.dirname, 'probe.js'));
  const checks = [
    ...providers.map(({ provider, ...rest }) => ({ name: `provider ${provider}`, ...rest })),
    await check('model', () => checkModel(options.model)),
    await check('sidecar', () => checkSidecar(options.model)),
  ];
  const machine = {
    version: product.version,
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    memoryGiB: round(totalmem() / GIB),
    freeMemoryGiB: round(freemem() / GIB),
  };
  const lines = checks.map(
    ({ name, works, detail }) => `${works ? 'works  ' : 'missing'} ${name}: ${detail}`,
  );
  const { platform, node, memoryGiB, freeMemoryGiB } = machine;
  const head = `TeleChat Writer ${product.version}, ${platform}, Node ${node}, ${freeMemoryGiB} of ${memoryGiB} GiB free`;
  printResult({ ...machine, checks }, options, [head, ...lines].join('\n'));
}

async function check(name: string, attempt: () => Promise<string>): Promise<Check> {
  try {
    return { name, works: true, detail: await attempt() };
  } catch (error) {
    if (!(error instanceof UserError)) return { name, works: false, detail: messageOf(error) };
    return { name, works: false, detail: `${error.why}; ${error.nextStep}` };
  }
}

async function checkModel(model: string | undefined): Promise<string> {
  const manifest = await readModelFolder(await resolveModel(model));
  return `${manifest.name}, ${manifest.weights} weights, complete`;
}

/** Starts the sidecar and asks for a few tokens. */
async function checkSidecar(model: string | undefined): Promise<string> {
  const engine = new SidecarEngine({
    sidecarPath: path.join(import.meta.dirname, 'sidecar.js'),
    modelFolder: await resolveModel(model),
    log: () => undefined,
  });
  const started = performance.now();
  try {
    const request = { input: { prefix: '工作' }, maxTokens: 4, priority: 'chat', slot: 'doctor' } as const;
    for await (const event of engine.stream(request, new AbortController().signal)) {
      if (event.type === 'text') break;
    }
    return `answers ${Math.round(performance.now() - started)} ms after its start`;
  } finally {
    await engine.dispose();
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
