// Everything that is measured on a GPU, in one go. Needs the CUDA provider beside ONNX Runtime, and for the comparison PyTorch.
// Usage: node measure.mjs <folder of imported tiny models> <folder of golden files> [only these steps, by number]
import { spawnSync } from 'node:child_process';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

const HERE = import.meta.dirname;
const CLI = path.join(HERE, '../../../dist/cli.js');
const [models, golden, only] = process.argv.slice(2);
const BENCH = path.join(
  process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'),
  'telechat-writer/bench',
);

const node = (...args) => [process.execPath, args];
const bench = (shape, prompt, ...more) =>
  node(
    CLI,
    'bench',
    '--shape',
    shape,
    '--provider',
    'cuda',
    '--prompt',
    String(prompt),
    '--tokens',
    '64',
    '--json',
    ...more,
  );

const STEPS = [
  [120, node(CLI, 'doctor')],
  [180, node(path.join(HERE, 'golden.mjs'), models, golden)],
  [60, node(CLI, 'bench', '--provider', 'cuda', '--prompt', '128', '--tokens', '64', '--json')],
  [90, bench('7b-int4', 128)],
  [60, bench('7b-int4', 2048)],
  [60, bench('7b-int4', 8192)],
  [60, bench('7b-int4', 2048, '--no-cuda-graph')],
  [60, bench('7b-int4', 2048), { ORT_ENABLE_XQA: '1' }],
  [120, bench('7b-int4', 2048), { ORT_FPA_INTB_GEMM: '1' }],
  [60, node(path.join(HERE, 'hostCache.mjs'), path.join(BENCH, '7b-int4'), '2048')],
  [120, ['python3', [path.join(HERE, 'torchDecoder.py')]]],
  [120, bench('7b-fp16', 128)],
  [60, bench('7b-fp16', 2048)],
  [60, bench('7b-fp16', 8192)],
  [60, node(path.join(HERE, 'hostCache.mjs'), path.join(BENCH, '7b-fp16'), '2048')],
  [150, bench('12b-int4', 2048)],
  [
    60,
    node(
      CLI,
      'write',
      '--kind',
      'report',
      '--topic',
      '智慧社区建设',
      '--length',
      '1500',
      '--seed',
      '1',
      '--provider',
      'cuda',
      '--out',
      path.join(tmpdir(), `telechat-gpu-${process.pid}.md`),
      '--json',
    ),
  ],
];

for (const [index, [seconds, [program, args], environment]] of STEPS.entries()) {
  if (only && !only.split(',').includes(String(index))) continue;
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: seconds * 1000,
    env: { ...process.env, ...environment },
  });
  const name = [path.basename(program), ...args.map((arg) => path.basename(arg))].join(' ');
  console.log(
    `# ${index} ${name} ${JSON.stringify(environment ?? {})} rc ${status} ${Math.round((performance.now() - started) / 1000)} s`,
  );
  console.log(stdout.trim());
  if (status !== 0) console.log(stderr.trim().slice(-1500));
}
