// Running other programs from the project's scripts.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Runs a program in the clone's folder with its output shown. @throws Error unless it exits with 0 */
export async function run(command, args, options = {}) {
  const code = await exitCode(command, args, options);
  if (code !== 0)
    throw new Error(`${[path.basename(command), ...args].join(' ')} failed (exit code ${code})`);
}

/** Runs a program as `run` does. @returns its exit code, null when a signal ended it */
export function exitCode(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('exit', resolve);
  });
}

/** The script behind a command of an installed package: run by this Node, it needs no shell on any platform. */
export function bin(packageName, command) {
  const folder = path.join(root, 'node_modules', packageName);
  const { bin: commands } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return path.join(folder, typeof commands === 'string' ? commands : commands[command]);
}
