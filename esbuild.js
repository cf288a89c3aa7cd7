// Bundles the programs: the extension (CommonJS, as VS Code loads it), the pages, the sidecar and the CLI; compiles the kernels.
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { buildKernels } from './scripts/kernels.mjs';
import { webAssembly } from './scripts/webAssembly.mjs';

const root = path.dirname(fileURLToPath(import.meta.url));

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
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

/** What is bundled into a folder. */
function programs(folder) {
  return [
    {
      ...shared,
      format: 'cjs',
      outfile: path.join(folder, 'extension.cjs'),
      entryPoints: ['src/extension.ts'],
    },
    {
      ...shared,
      format: 'esm',
      outdir: folder,
      entryPoints: {
        cli: 'src/cli/main.ts',
        exportConverter: 'src/writing/export/convert.ts',
        probe: 'src/onnx/provider/probe.ts',
        sidecar: 'src/sidecar/main.ts',
        modelWorker: 'src/sidecar/modelWorker.ts',
        convertWorker: 'src/checkpoint/convert/convertWorker.ts',
        sourceReader: 'src/sources/reader/main.ts',
      },
      banner: { js: requireShim },
    },
    // The pages of the side panel and of the HTTP service, which a browser runs.
    {
      ...shared,
      platform: 'browser',
      target: 'chrome128',
      format: 'iife',
      outdir: folder,
      entryPoints: { chatPage: 'src/editor/chat/page/main.ts', servicePage: 'src/service/page/main.ts' },
    },
  ];
}

/**
 * Bundles every program.
 * @param {string} folder where to; only what is named in `programs` is written there
 * @param {import('esbuild').BuildOptions} options added to those of every program
 * @returns {Promise<import('esbuild').BuildResult[]>}
 */
export async function bundle(folder, options) {
  if (options.write !== false) await copyCharacterMaps(folder);
  return Promise.all(programs(folder).map((program) => build({ ...program, ...options })));
}

/** What pdf.js reads beside itself: how PDFs name the characters of Chinese fonts that they do not hold. */
function copyCharacterMaps(folder) {
  const maps = path.join(root, 'node_modules/pdfjs-dist/cmaps');
  return cp(maps, path.join(folder, 'cmaps'), { recursive: true });
}

/** For packages: small, and without source maps. */
export const PRODUCTION = { minify: true };

const DEVELOPMENT = { sourcemap: true };

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = path.join(root, 'dist');
  await rm(folder, { recursive: true, force: true });
  await buildKernels(`${process.platform}-${process.arch}`, folder);
  if (process.argv.includes('--watch')) {
    await copyCharacterMaps(folder);
    for (const program of programs(folder)) await (await context({ ...program, ...DEVELOPMENT })).watch();
  } else {
    await bundle(folder, DEVELOPMENT);
  }
}
