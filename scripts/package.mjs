// Builds .vsix files: of the platform it runs on, of those named by --target, or of --all.
import { cp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundle, PRODUCTION } from '../esbuild.js';
import { platforms, stageNativeModules } from '../native/stage.mjs';
import { buildKernels } from './kernels.mjs';
import { bin, root, run } from './run.mjs';
import { sbom } from './sbom.mjs';

/** Those of the clone's files that a package is made from, beside the bundles; .vscodeignore chooses among them. */
const PARTS = [
  '.vscodeignore',
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'THIRD-PARTY-NOTICES.txt',
  'l10n',
  'media',
  'package.json',
  'package.nls.json',
  'package.nls.zh-cn.json',
];

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true, default: [`${process.platform}-${process.arch}`] },
    all: { type: 'boolean', default: false },
    out: { type: 'string', default: path.join(root, 'out') },
  },
});
const targets = values.all ? platforms : values.target;
const unknown = targets.find((target) => !platforms.includes(target));
if (unknown) throw new Error(`There is no package for ${unknown}; there are ${platforms.join(', ')}.`);

// A folder of its own: dist/ stays as the tests and the command line need it.
const stage = path.join(path.resolve(values.out), 'package');
await rm(stage, { recursive: true, force: true });
await mkdir(stage, { recursive: true });
for (const part of PARTS) await cp(path.join(root, part), path.join(stage, part), { recursive: true });
await bundle(path.join(stage, 'dist'), PRODUCTION);
await writeFile(path.join(stage, 'sbom.cdx.json'), await sbom());
for (const target of targets) await buildPackage(target);
await rm(stage, { recursive: true });

async function buildPackage(target) {
  const dist = path.join(stage, 'dist');
  await stageNativeModules(target, dist);
  await rm(path.join(dist, 'kernels'), { recursive: true, force: true });
  await buildKernels(target, dist);
  const vsix = path.join(path.resolve(values.out), `telechat-writer-${target}.vsix`);
  // --no-dependencies: what the bundles need at run time is staged in dist/node_modules.
  const flags = ['--no-dependencies', '--no-rewrite-relative-links'];
  const vsce = [bin('@vscode/vsce', 'vsce'), 'package', '--target', target, '--out', vsix, ...flags];
  await run(process.execPath, vsce, { cwd: stage });
  const megabytes = (await stat(vsix)).size / 1e6;
  console.log(`${path.relative(root, vsix)}: ${megabytes.toFixed(1)} MB`);
}
