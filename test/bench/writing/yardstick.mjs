// How good the documents are, beside those of the model asked once and of plan-then-write: docs/writing-yardstick.md.
// Usage: npm run build, then node test/bench/writing/yardstick.mjs --help
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = path.join(import.meta.dirname, '../../..');
const outfile = path.join(ROOT, 'out/bench/yardstick.mjs');

await build({
  entryPoints: [path.join(import.meta.dirname, 'main.ts')],
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  outfile,
});
const { main } = await import(pathToFileURL(outfile).href);
await main(ROOT);
