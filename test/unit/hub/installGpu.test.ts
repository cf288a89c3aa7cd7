import { existsSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GpuInstallOptions, installGpu } from '../../../src/hub/gpu/installGpu.ts';
import { packageUrl } from '../../../src/hub/gpu/npmRegistry.ts';
import { isGpuInstalled, isGpuIntact } from '../../../src/onnx/cuda/gpuInventory.ts';
import type { GpuSupport } from '../../../src/onnx/cuda/gpuSupport.ts';
import { bundledLibraryPath } from '../../../src/onnx/ortLibrary.ts';
import { probeProvider } from '../../../src/onnx/provider/providers.ts';
import { platform } from '../../../src/shared/platform.ts';
import { inTemporaryFolder } from '../../support/checkpoint.ts';
import { gpuArchive, gpuSupportOf, MISSING_LIBRARY, providerFiles } from '../../support/gpuPackage.ts';
import { answer, drop, HubServer, stall } from '../../support/hubServer.ts';
import { program } from '../../support/program.ts';

const PATIENCE = { failures: 2, firstDelayMs: 1 };

let server: HubServer;

beforeEach(async () => {
  server = await HubServer.start();
});

afterEach(() => server.stop());

/** Puts a package on the registry; installs it under a folder. */
async function published(
  use: (parts: { root: string; archive: Buffer; support: GpuSupport; url: string }) => Promise<void>,
  archive: Buffer = gpuArchive(),
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const root = path.join(folder, 'gpu');
    const support = gpuSupportOf(archive, root);
    const url = packageUrl('http://host', support.package.name, support.package.version).pathname;
    server.files.set(url, archive);
    await use({ root, archive, support, url });
  });
}

function install(support: GpuSupport, options: Partial<GpuInstallOptions> = {}) {
  return installGpu(support, { from: { registry: server.endpoint }, patience: PATIENCE, ...options });
}

describe.skipIf(platform !== 'linux-x64')('GPU support', () => {
  it('is loaded only as it was installed: a file that was changed under its length and its times is noticed', async () => {
    await published(async ({ support }) => {
      await install(support);
      expect(isGpuIntact(support)).toBe(true);
      expect(isGpuIntact(support)).toBe(true);
      const file = path.join(support.folder, support.files[0] ?? '');
      const { atime, mtime } = await stat(file);
      const bytes = await readFile(file);
      bytes[100] = (bytes[100] ?? 0) ^ 1;
      await writeFile(file, bytes);
      await utimes(file, atime, mtime);
      expect(isGpuInstalled(support)).toBe(true);
      expect(isGpuIntact(support)).toBe(false);
      bytes[100] ^= 1;
      await writeFile(file, bytes);
      expect(isGpuIntact(support)).toBe(true);
    });
  });

  it('is the provider’s files beside a copy of the bundled ONNX Runtime, and nothing else', async () => {
    await published(async ({ root, support, url }) => {
      const stages: string[] = [];
      const { folder } = await install(support, { onStage: (stage) => stages.push(stage) });
      expect((await readdir(folder)).sort()).toEqual(
        [support.library, ...support.files, 'files.json'].sort(),
      );
      for (const [name, content] of Object.entries(providerFiles())) {
        expect((await readFile(path.join(folder, name))).equals(content)).toBe(true);
      }
      const copy = await readFile(path.join(folder, support.library));
      expect(copy.equals(await readFile(bundledLibraryPath()))).toBe(true);
      expect(await readdir(root)).toEqual([path.basename(folder)]);
      expect(server.requests.map((request) => request.url)).toEqual([url]);
      expect(stages).toEqual(['download', 'unpack']);
    });
  });

  it('is not downloaded again where it is', async () => {
    await published(async ({ support }) => {
      await install(support);
      expect(await install(support)).toMatchObject({ wasThere: true });
      expect(server.requests).toHaveLength(1);
    });
  });

  it('goes on at the byte where a download was interrupted', async () => {
    await published(async ({ support, archive, root }) => {
      const half = Math.floor(archive.length / 2);
      server.faults.push(stall(archive, half));
      const controller = new AbortController();
      const onProgress: GpuInstallOptions['onProgress'] = ({ bytes }) => {
        if (bytes >= half) controller.abort();
      };
      await expect(install(support, { signal: controller.signal, onProgress })).rejects.toThrow(/abort/i);
      expect(existsSync(support.folder)).toBe(false);
      await install(support);
      expect(server.ranges()).toEqual([undefined, `bytes=${half}-`]);
      expect(await readdir(root)).toEqual([path.basename(support.folder)]);
    });
  });

  it('bears a connection that breaks', async () => {
    await published(async ({ support, archive }) => {
      server.faults.push(drop(archive, 1000));
      await install(support, { onProgress: ({ bytes }) => server.reached(bytes) });
      expect(server.ranges()).toEqual([undefined, 'bytes=1000-']);
    });
  });

  it('refuses a package of the right length that was tampered with, and leaves nothing', async () => {
    await published(async ({ support, archive, url, root }) => {
      const tampered = Buffer.from(archive);
      tampered.writeUInt8(tampered.readUInt8(archive.length >> 1) ^ 1, archive.length >> 1);
      server.files.set(url, tampered);
      await expect(install(support)).rejects.toThrow(/does not have the hash that it should have/);
      expect(existsSync(root)).toBe(false);
    });
  });

  it('refuses a package of another length, and leaves nothing', async () => {
    await published(async ({ support, archive, url, root }) => {
      server.files.set(url, Buffer.concat([archive, Buffer.from('more')]));
      await expect(install(support)).rejects.toThrow(
        `the server sent ${archive.length + 4} bytes instead of ${archive.length}`,
      );
      expect(existsSync(root)).toBe(false);
    });
  });

  it.each([
    [404, /does not have it; choose another registry, or give the package as a file/],
    [401, /asks for a key; choose another registry/],
  ])('says what an answer %d of the registry means, and leaves nothing', async (status, message) => {
    await published(async ({ support, root }) => {
      server.faults.push(answer(status));
      await expect(install(support)).rejects.toThrow(message);
      expect(existsSync(root)).toBe(false);
    });
  });

  it('looks at the disk before it downloads', async () => {
    await published(async ({ support }) => {
      const huge = { ...support, package: { ...support.package, unpackedBytes: 1e15 } };
      await expect(install(huge)).rejects.toThrow(
        /GPU support needs \d+\.\d GB of disk space and \d+\.\d GB are free; .*TELECHAT_WRITER_GPU/,
      );
      expect(server.requests).toEqual([]);
    });
  });

  it('writes nothing outside of its folder, whatever the archive names', async () => {
    const folder = 'package/Plugins/Linux/x64';
    const hostile = gpuArchive([
      { path: `${folder}/../../../../../evil.so`, content: Buffer.from('evil') },
      { path: '../evil.so', content: Buffer.from('evil') },
      { path: '/tmp/telechat-evil.so', content: Buffer.from('evil') },
      { path: `${folder}/other.so`, content: Buffer.from('other') },
    ]);
    await published(async ({ root, support }) => {
      await install(support);
      const found = await readdir(path.dirname(root), { recursive: true });
      expect(found.filter((name) => /evil|other/.test(name))).toEqual([]);
      expect(existsSync('/tmp/telechat-evil.so')).toBe(false);
    }, hostile);
  });

  it('takes no package that is exchanged once its hash was found right', async () => {
    await published(async ({ root, archive, support }) => {
      const file = path.join(path.dirname(root), 'package.tgz');
      await writeFile(file, archive);
      const onStage = (stage: string) => {
        if (stage === 'unpack')
          writeFileSync(file, gpuArchive([{ path: 'package/other', content: archive }]));
      };
      await expect(install(support, { from: { file }, onStage })).rejects.toThrow(
        /it was changed while it was unpacked/,
      );
      expect(existsSync(support.folder)).toBe(false);
    });
  });

  it.each(['link', 'hardLink'] as const)('takes no %s for a file', async (link) => {
    await published(
      async ({ root, support }) => {
        const linking = { ...support, files: [...support.files, 'linked.so'] };
        await expect(install(linking)).rejects.toThrow(/it has no linked\.so/);
        expect((await readdir(root, { recursive: true })).filter((name) => name.endsWith('.so'))).toEqual([]);
      },
      gpuArchive([{ path: 'package/Plugins/Linux/x64/linked.so', [link]: '/etc/hostname' }]),
    );
  });

  it('comes from a file too, which is checked and kept', async () => {
    await published(async ({ root, archive, support }) => {
      const file = path.join(path.dirname(root), 'package.tgz');
      await expect(install(support, { from: { file } })).rejects.toThrow(/there is no such file/);
      await writeFile(file, Buffer.alloc(archive.length));
      await expect(install(support, { from: { file } })).rejects.toThrow(/it is not example-gpu@1\.0\.0/);
      expect(existsSync(root)).toBe(false);
      await writeFile(file, archive);
      await install(support, { from: { file } });
      expect((await readFile(file)).equals(archive)).toBe(true);
      expect(existsSync(path.join(support.folder, support.library))).toBe(true);
      expect(server.requests).toEqual([]);
    });
  });

  it('replaces a folder out of which someone has taken a file', async () => {
    await published(async ({ support }) => {
      await mkdir(support.folder, { recursive: true });
      await symlink('/nowhere', path.join(support.folder, 'stale'));
      await install(support);
      expect(await readdir(support.folder)).not.toContain('stale');
    });
  });

  it('is tried in a process of its own, which names every library that the system lacks', async () => {
    await published(async ({ root, support }) => {
      await inGpuFolder(root, async () => {
        const absent = await probeProvider(program('probe.js'), 'cuda');
        expect(absent).toMatchObject({ works: false, detail: 'GPU support is not installed' });
        await install(support);
        const report = await probeProvider(program('probe.js'), 'cuda');
        expect(report.works).toBe(false);
        expect(report.detail).toMatch(new RegExp(`this system has no .*\\b${MISSING_LIBRARY}$`));
        expect(report.nextStep).toContain(`the system's package that holds ${MISSING_LIBRARY}`);
        expect(await probeProvider(program('probe.js'), 'cpu')).toMatchObject({ works: true });
      });
    });
  });

  it.each([
    ['cut short', /^GPU support is damaged$/, (file: string) => truncate(file, 1000)],
    ['taken away', /^GPU support is damaged$/, (file: string) => rm(file)],
    ['written over', /^GPU support is damaged: lib/, overwrite],
  ])(
    'that was %s is said to be damaged, leaves the processor at work, and is repaired by another installation',
    async (_, said, damage) => {
      await published(async ({ root, support }) => {
        await inGpuFolder(root, async () => {
          for (const file of [support.library, ...support.files]) {
            await install(support);
            await damage(path.join(support.folder, file));
            expect(await probeProvider(program('probe.js'), 'cpu')).toMatchObject({ works: true });
            const report = await probeProvider(program('probe.js'), 'cuda');
            expect(report).toMatchObject({ works: false, detail: expect.stringMatching(said) });
            expect(report.nextStep).toContain('`telechat-writer gpu install`');
            expect(await install(support)).toMatchObject({ wasThere: false });
          }
          expect(await install(support)).toMatchObject({ wasThere: true });
        });
      });
    },
  );
});

/** Runs `use` where this program looks for GPU support under a folder. */
async function inGpuFolder(root: string, use: () => Promise<void>): Promise<void> {
  const before = process.env.TELECHAT_WRITER_GPU;
  process.env.TELECHAT_WRITER_GPU = root;
  try {
    await use();
  } finally {
    if (before === undefined) delete process.env.TELECHAT_WRITER_GPU;
    else process.env.TELECHAT_WRITER_GPU = before;
  }
}

/** Changes the contents of a file and not its length. */
async function overwrite(file: string): Promise<void> {
  const { size } = await stat(file);
  await writeFile(file, Buffer.alloc(size));
}
