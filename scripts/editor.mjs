// `npm run editor`: the extension in desktop VS Code where there is one, else in a real workbench in a browser.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { root, run } from './run.mjs';
import { findWorkbench, installExtension, startServer } from './workbench.mjs';

const windows = process.platform === 'win32';
const folder = path.join(root, 'demo');
await mkdir(folder, { recursive: true });

if (spawnSync('code', ['--version'], { shell: windows }).status === 0) await openDesktop();
else await openBrowser();

async function openDesktop() {
  await run(process.execPath, ['esbuild.js']);
  await run('code', [`--extensionDevelopmentPath=${root}`, '--new-window', folder], { shell: windows });
  tellHow('VS Code is opening.');
}

async function openBrowser() {
  const vsix = path.join(root, 'out', `telechat-writer-${process.platform}-${process.arch}.vsix`);
  if (!findWorkbench()) await run('bash', ['scripts/setup-workbench.sh']);
  if (!existsSync(vsix)) await run(process.execPath, ['scripts/package.mjs']);
  const workbench = findWorkbench();
  if (!workbench) throw new Error('There is no workbench; see the messages of scripts/setup-workbench.sh.');
  const profile = path.join(root, 'out', 'editor-profile');
  await installExtension(workbench, profile, vsix);
  const server = await startServer(workbench, profile, {
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
  });
  tellHow(`Open ${server.url}/?folder=${encodeURI(folder)} in a browser; Ctrl+C here ends it.`);
  process.once('SIGINT', () => server.stop().then(() => process.exit(0)));
}

function tellHow(where) {
  console.log(`\n${where}\nThen press F1 and choose "TeleChat: Write a Document…".`);
}
