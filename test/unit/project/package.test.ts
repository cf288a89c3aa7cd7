import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import manifest from '../../../native/manifest.json' with { type: 'json' };
import { platforms } from '../../../native/stage.mjs';
import { machineOf } from '../../support/machineOf.ts';
import { root } from '../../support/root.ts';
import { unzipBytes } from '../../support/unzip.ts';

/** What users download should stay small. */
const MOST_BYTES = 60e6;
const BUILD_TIMEOUT_MS = 600_000;

let folder: string;
/** Why the packages could not be built here; the native parts of other platforms come from the network. */
let missing: string | undefined;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'telechat-packages-'));
  const script = ['scripts/package.mjs', '--all', '--out', folder];
  await promisify(execFile)(process.execPath, script, { cwd: root }).catch((error: Error) => {
    missing = /.* cannot be downloaded: .*/.exec(error.message)?.[0];
    if (missing === undefined) throw error;
  });
}, BUILD_TIMEOUT_MS);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(platforms)('The package for %s', (platform) => {
  let files: Map<string, Buffer>;

  beforeEach(({ skip }) => skip(missing !== undefined, missing));

  beforeAll(async () => {
    if (missing === undefined) files = await unzipBytes(await readFile(vsix()));
  });

  const vsix = () => path.join(folder, `telechat-writer-${platform}.vsix`);

  it('says that it is for this platform, in the version of package.json', async () => {
    const text = files.get('extension.vsixmanifest')?.toString('utf8') ?? '';
    const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(text).toContain(`TargetPlatform="${platform}"`);
    expect(text).toContain(`Version="${version}"`);
  });

  it('holds the native files of this platform and no others', () => {
    const native = [...files].flatMap(([name, bytes]) => {
      const machine = machineOf(bytes);
      return machine ? [{ name, machine }] : [];
    });
    const key = platform as keyof typeof manifest.onnxruntime.files;
    const kernels = (manifest.kernels as Partial<Record<string, { file: string }>>)[platform];
    const expected = [
      ...manifest.onnxruntime.files[key],
      ...manifest.koffiBinding.files[key],
      ...(kernels ? [kernels.file] : []),
    ];
    expect(native.map(({ name }) => path.basename(name)).sort()).toEqual(
      expected.map((name) => path.basename(name)).sort(),
    );
    expect(new Set(native.map(({ machine }) => machine))).toEqual(new Set([platform]));
  });

  it('holds what runs and what users read, and nothing of how it is made', () => {
    const names = [...files.keys()].map((name) => name.replace(/^extension\//, ''));
    expect(names).toEqual(
      expect.arrayContaining([
        'package.json',
        'readme.md',
        'changelog.md',
        'LICENSE.txt',
        'THIRD-PARTY-NOTICES.txt',
        'sbom.cdx.json',
        'dist/extension.cjs',
        'dist/sidecar.js',
        'dist/cli.js',
        'media/demo-model/weights-0.bin',
        'l10n/bundle.l10n.zh-cn.json',
      ]),
    );
    const allowed =
      /^(\[Content_Types\]\.xml|extension\.vsixmanifest|package(\.nls(\.zh-cn)?)?\.json|readme\.md|changelog\.md|LICENSE\.txt|THIRD-PARTY-NOTICES\.txt|sbom\.cdx\.json|(dist|l10n|media)\/.+)$/;
    expect(names.filter((name) => !allowed.test(name))).toEqual([]);
    expect(names.filter((name) => /\.(ts|map|py|env|pem|key|partial)$|test|recipe/i.test(name))).toEqual([]);
  });

  it('names no folder of the machine that built it', () => {
    const texts = [...files].filter(([name]) => /\.(c?js|json|md|css)$/.test(name));
    expect(texts.filter(([, bytes]) => bytes.includes(root)).map(([name]) => name)).toEqual([]);
  });

  it('is no larger than 60 MB', async () => {
    expect((await stat(vsix())).size).toBeLessThan(MOST_BYTES);
  });
});
