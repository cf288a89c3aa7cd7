import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = path.join(import.meta.dirname, '../..');

export const DEMO_MODEL = path.join(ROOT, 'media/demo-model');

/**
 * The product's own modules for a measurement that a command cannot make. Run `npm run build` first, for the sidecar.
 * @param more further exports, as statements with paths from the root
 */
export async function productModules(more = []) {
  const exports = [
    "export { SidecarEngine } from './src/engine/sidecar/sidecarEngine.ts';",
    "export { planAsked, writeAsked } from './test/support/askedDocument.ts';",
    ...more,
  ];
  const folder = mkdtempSync(path.join(ROOT, 'dist/bench-'));
  const outfile = path.join(folder, 'modules.mjs');
  try {
    await build({
      stdin: { contents: exports.join('\n'), resolveDir: ROOT, loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      outfile,
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** An engine of its own for the demo model, or for a model's folder: by default the one that the first argument names. */
export function startEngine({ SidecarEngine }, options = {}, model = process.argv[2] ?? DEMO_MODEL) {
  return new SidecarEngine({
    sidecarPath: path.join(ROOT, 'dist/sidecar.js'),
    modelFolder: model,
    log: () => undefined,
    ...options,
  });
}

/** The engine, whose requests a measurement may change, and whose events it sees. */
export function observed(engine, { change = (request) => request, begin = () => () => undefined }) {
  return {
    info: () => engine.info(),
    countTokens: (conversation) => engine.countTokens(conversation),
    dispose: () => engine.dispose(),
    async *stream(request, signal) {
      const see = begin();
      for await (const event of engine.stream(change(request), signal)) {
        see(event);
        yield event;
      }
    },
  };
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
