import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import manifest from '../../../native/manifest.json' with { type: 'json' };
import { GPU_INSTALLED } from '../../../src/cliContract/gpuInstall.ts';
import { GPU_REMOVED } from '../../../src/cliContract/gpuRemove.ts';
import { GPU_STATUS } from '../../../src/cliContract/gpuStatus.ts';
import { CliProgram } from '../../../src/editor/cli/cliProgram.ts';
import { packageUrl } from '../../../src/hub/gpu/npmRegistry.ts';
import { cudaAdvice } from '../../../src/onnx/cuda/cudaAdvice.ts';
import { libraryNamedIn } from '../../../src/onnx/provider/missingLibraries.ts';
import { platform } from '../../../src/shared/platform.ts';
import { inTemporaryFolder } from '../../support/checkpoint.ts';
import { HubServer } from '../../support/hubServer.ts';
import { program } from '../../support/program.ts';

let server: HubServer;

beforeEach(async () => {
  server = await HubServer.start();
});

afterEach(() => server.stop());

/** Runs the real command line as the editor does. */
function gpu<Schema extends v.GenericSchema>(result: Schema, root: string, ...args: string[]) {
  const cli = new CliProgram({ cliPath: program('cli.js'), log: () => undefined });
  const env = { TELECHAT_WRITER_GPU: root, NO_PROXY: '127.0.0.1', npm_config_registry: server.endpoint };
  return cli.run(result, ['gpu', ...args], { env });
}

describe.skipIf(platform !== 'linux-x64')('`gpu`', () => {
  const { name, version, bytes, integrity } = manifest.gpuPackage['linux-x64'];

  it('knows which package it is, by name, version, length and SHA-512', async () => {
    await inTemporaryFolder(async (folder) => {
      expect(integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
      const status = await gpu(GPU_STATUS, folder, 'status');
      expect(status).toMatchObject({ installed: false, works: false, download: { name, version, bytes } });
      expect(status.download.url).toBe(packageUrl(server.endpoint, name, version).href);
    });
  });

  it('asks the registry for it, and leaves nothing where that does not have it', async () => {
    await inTemporaryFolder(async (folder) => {
      const root = path.join(folder, 'gpu');
      const url = packageUrl(server.endpoint, name, version).pathname;
      await expect(gpu(GPU_INSTALLED, root, 'install')).rejects.toThrow(
        `${server.endpoint} does not have it`,
      );
      expect(server.requests[0]?.url).toBe(url);
      expect(existsSync(root)).toBe(false);
    });
  });

  it('takes no other file either', async () => {
    await inTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'package.tgz');
      await writeFile(file, 'fake');
      const root = path.join(folder, 'gpu');
      await expect(gpu(GPU_INSTALLED, root, 'install', '--file', file)).rejects.toThrow(
        `it is not ${name}@${version}`,
      );
      expect(existsSync(root)).toBe(false);
      expect(server.requests).toEqual([]);
    });
  });

  it('removes every version and what is unfinished, and nothing else', async () => {
    await inTemporaryFolder(async (root) => {
      const folders = ['1.29.0-linux-x64', '1.28.0-linux-x64.partial', '.downloads', 'mine'];
      for (const name of folders) {
        await mkdir(path.join(root, name));
        await writeFile(path.join(root, name, 'file'), '12345');
      }
      expect(await gpu(GPU_REMOVED, root, 'remove')).toEqual({ bytes: 15 });
      expect(await readdir(root)).toEqual(['mine']);
    });
  });
});

describe('What to install', () => {
  it('follows from the libraries that are missing', () => {
    expect(cudaAdvice(['libcuda.so.1'], '')).toBe("install NVIDIA's driver, version 580 or newer");
    expect(cudaAdvice(['libcublas.so.13'], '')).toMatch(/^install CUDA.* 13/);
    expect(cudaAdvice(['libcuda.so.1', 'libcublas.so.13'], '')).toMatch(/driver.*, and CUDA/);
    expect(cudaAdvice(['libstdc++.so.7'], '')).toContain('libstdc++.so.7');
  });

  it('is a newer driver where CUDA says so', () => {
    const reason = 'CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version';
    expect(cudaAdvice([], reason)).toBe("install NVIDIA's driver, version 580 or newer");
  });

  it('is read from the loader’s own words', () => {
    const words = 'libfoo.so.1: cannot open shared object file: No such file or directory';
    expect(libraryNamedIn(`Failed to load shared library: ${words}`)).toBe('libfoo.so.1');
    expect(libraryNamedIn('undefined symbol: foo')).toBeUndefined();
  });
});
