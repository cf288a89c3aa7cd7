// `npm run check`, and the first step of `npm test`: Biome, every TypeScript project, knip for what nothing uses, and ruff
// for the Python of the demo model's recipe where ruff is found.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { bin, run } from './run.mjs';

/** The extension, the CLI and their tests; the pages, which a browser runs; and what becomes WebAssembly. */
const TYPESCRIPT_PROJECTS = ['.', 'src/editor/chat/page', 'src/service/page', 'src/checkpoint/wasm'];

/** Runs every static check; the first that fails ends it. */
export async function check() {
  await run(process.execPath, [bin('@biomejs/biome', 'biome'), 'check', '.']);
  for (const project of TYPESCRIPT_PROJECTS) {
    await run(process.execPath, [bin('typescript', 'tsc'), '--noEmit', '-p', project]);
  }
  await run(process.execPath, [bin('knip', 'knip')]);
  await checkPython();
}

/** With the tool that ruff.toml is for; npm has none. */
async function checkPython() {
  if (spawnSync('ruff', ['--version']).status !== 0) {
    console.log('ruff is not found: the Python files are not checked (pip install ruff).');
    return;
  }
  await run('ruff', ['check', '.']);
  await run('ruff', ['format', '--check', '.']);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await check();
