// Tries the programs of dist/ on the Node.js that runs this: `.ci/run` gives it the oldest that package.json names.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { engines } = createRequire(import.meta.url)('../package.json');
const cli = path.join(root, 'dist/cli.js');
const folder = mkdtempSync(path.join(tmpdir(), 'telechat-oldest-'));
const file = (name) => path.join(folder, name);

if (engines.node !== `>=${process.versions.node}`) {
  throw new Error(`this is Node.js ${process.versions.node}, and package.json names ${engines.node}`);
}

try {
  run(
    'write',
    '--kind',
    'report',
    '--topic',
    '年度工作',
    '--length',
    '200',
    '--seed',
    '1',
    '--out',
    file('a.md'),
  );
  run('revise', '--mode', 'polish', '--in', file('a.md'), '--out', file('b.md'));
  // The export's libraries ask for newer versions than it is tried with here.
  for (const format of ['docx', 'pptx']) run('export', file('a.md'), '--to', format);
  for (const name of ['a.md', 'b.md', 'a.docx', 'a.pptx']) {
    if (statSync(file(name)).size === 0) throw new Error(`${name} is empty`);
  }
  run('measure', file('a.md'));
  run('models', 'recommend');
  run('doctor');
  await tryService();
  console.log(`Node.js ${process.versions.node}: everything works`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(...args) {
  execFileSync(process.execPath, [cli, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function tryService() {
  const service = spawn(process.execPath, [cli, 'serve', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(service.stdout, 'data');
    const answer = await fetch(`${JSON.parse(String(line)).url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ messages: [{ role: 'user', content: '你好' }], max_tokens: 8 }),
    });
    if (answer.status !== 200) throw new Error(`the service answered ${answer.status}`);
  } finally {
    service.kill();
    await once(service, 'exit');
  }
}
