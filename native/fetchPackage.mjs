// Fetches a package that npm did not install here, such as the native part of another platform.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const lock = createRequire(import.meta.url)('../package-lock.json');
const cache = fileURLToPath(new URL('../out/native', import.meta.url));
const execute = promisify(execFile);

/**
 * Downloads a package with npm, compares it with package-lock.json and unpacks it, once.
 * @param {string} name
 * @param {string} version
 * @returns {Promise<string>} the package's folder
 * @throws Error where it cannot be downloaded, or is not what package-lock.json names
 */
export async function fetchPackage(name, version) {
  const folder = path.join(cache, `${name.replace('/', '-')}-${version}`);
  if (existsSync(folder)) return folder;
  const unpacking = `${folder}.${process.pid}`;
  await mkdir(unpacking, { recursive: true });
  try {
    await download(`${name}@${version}`, unpacking);
    const [archive] = await readdir(unpacking);
    await checkIntegrity(name, path.join(unpacking, archive));
    await execute('tar', ['-xzf', archive], { cwd: unpacking });
    await rename(path.join(unpacking, 'package'), folder);
  } finally {
    await rm(unpacking, { recursive: true, force: true });
  }
  return folder;
}

async function download(specifier, folder) {
  // On Windows npm is a batch file, which only a shell can run; the specifier comes from native/manifest.json.
  const options = { cwd: folder, shell: process.platform === 'win32' };
  await execute('npm', ['pack', specifier, '--ignore-scripts'], options).catch((cause) => {
    throw new Error(`${specifier} cannot be downloaded: ${cause.stderr || cause.message}`, { cause });
  });
}

async function checkIntegrity(name, archive) {
  const [algorithm, expected] = lock.packages[`node_modules/${name}`].integrity.split(/-(.*)/s);
  const actual = createHash(algorithm)
    .update(await readFile(archive))
    .digest('base64');
  if (actual !== expected) throw new Error(`${name} is not the package that package-lock.json names`);
}
