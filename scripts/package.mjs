// Builds the .vsix of one platform: `node scripts/package.mjs [platform]`, by default the one it runs on.
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { stageNativeModules } from '../native/stage.mjs';
import { bin, root, run } from './run.mjs';

const platform = process.argv[2] ?? `${process.platform}-${process.arch}`;
const vsix = path.join(root, 'out', `telechat-writer-${platform}.vsix`);

await run(process.execPath, ['esbuild.js', '--production']);
await stageNativeModules(platform, path.join(root, 'dist'));
await mkdir(path.dirname(vsix), { recursive: true });
// --no-dependencies: what the bundles need at run time is staged in dist/node_modules.
const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
await run(process.execPath, [
  bin('@vscode/vsce', 'vsce'),
  'package',
  '--target',
  platform,
  '--out',
  vsix,
  ...flags,
]);

const megabytes = (await stat(vsix)).size / 2 ** 20;
console.log(`${path.relative(root, vsix)}: ${megabytes.toFixed(1)} MiB`);
