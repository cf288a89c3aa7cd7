// Bundles the programs: the extension (CommonJS, as VS Code loads it), the pages, the sidecar and the CLI.
import { rm } from 'node:fs/promises';
import { build, context } from 'esbuild';
import { webAssembly } from './scripts/webAssembly.mjs';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: !production,
  minify: production,
  logLevel: 'warning',
  external: ['vscode', 'koffi', 'onnxruntime-node'],
  plugins: [
    webAssembly,
    {
      // The libraries for Word and PowerPoint are large and seldom needed: a bundle of their own, loaded when they are.
      name: 'export on demand',
      setup({ onResolve }) {
        onResolve({ filter: /\/convert\.ts$/ }, ({ kind }) =>
          kind === 'dynamic-import' ? { path: './exportConverter.js', external: true } : undefined,
        );
      },
    },
  ],
};

// Bundled CommonJS dependencies call require(), which an ES module lacks.
const requireShim =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

const programs = [
  { ...shared, format: 'cjs', outfile: 'dist/extension.cjs', entryPoints: ['src/extension.ts'] },
  {
    ...shared,
    format: 'esm',
    outdir: 'dist',
    entryPoints: {
      cli: 'src/cli/main.ts',
      exportConverter: 'src/writing/export/convert.ts',
      probe: 'src/onnx/probe.ts',
      sidecar: 'src/sidecar/main.ts',
      modelWorker: 'src/sidecar/modelWorker.ts',
      convertWorker: 'src/checkpoint/convertWorker.ts',
    },
    banner: { js: requireShim },
  },
  // The pages of the side panel and of the HTTP service, which a browser runs.
  {
    ...shared,
    platform: 'browser',
    target: 'chrome128',
    format: 'iife',
    outdir: 'dist',
    entryPoints: { chatPage: 'src/editor/chat/page/main.ts', servicePage: 'src/service/page/main.ts' },
  },
];

await rm('dist', { recursive: true, force: true });
if (watch) {
  for (const program of programs) await (await context(program)).watch();
} else {
  await Promise.all(programs.map((program) => build(program)));
}
