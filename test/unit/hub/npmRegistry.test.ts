import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { npmProxies, npmRegistry, packageUrl } from '../../../src/hub/gpu/npmRegistry.ts';
import { inTemporaryFolder } from '../../support/checkpoint.ts';

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (/^npm_config_/i.test(name)) vi.stubEnv(name, undefined);
  vi.stubEnv('npm_config_userconfig', '/nowhere/.npmrc');
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('The npm registry', () => {
  it('is the given one before that of the environment, before that of .npmrc, before the public one', async () => {
    await inTemporaryFolder(async (folder) => {
      const isPublic = await npmRegistry();
      expect(new URL(isPublic).protocol).toBe('https:');
      const npmrc = path.join(folder, '.npmrc');
      await writeFile(npmrc, '; mine\n//host/:_authToken=secret\nregistry = "https://rc.example/npm/"\n');
      vi.stubEnv('npm_config_userconfig', npmrc);
      expect(await npmRegistry()).toBe('https://rc.example/npm');
      vi.stubEnv('NPM_CONFIG_REGISTRY', 'https://environment.example/');
      expect(await npmRegistry('')).toBe('https://environment.example');
      expect(await npmRegistry('http://given.example:4873/')).toBe('http://given.example:4873');
    });
  });

  it.each([
    ['npm.example', /is no http address/],
    ['file:///tmp', /is no http address/],
    ['https://me:secret@npm.example', /a name or a password stands in its address/],
  ])('cannot be %s, and the message repeats no password', async (text, message) => {
    const failure = await npmRegistry(text).catch((error: Error) => error.message);
    expect(failure).toMatch(message);
    expect(failure).not.toContain('secret');
  });

  it('has a package where every registry has it, with and without a scope', () => {
    expect(packageUrl('https://r.example/npm', 'a.b', '1.0.0').href).toBe(
      'https://r.example/npm/a.b/-/a.b-1.0.0.tgz',
    );
    expect(packageUrl('https://r.example', '@s/b', '1.0.0').href).toBe(
      'https://r.example/@s/b/-/b-1.0.0.tgz',
    );
  });
});

describe('The proxies of npm', () => {
  it('are those that its settings name, where they name any', () => {
    expect(npmProxies()).toEqual({});
    vi.stubEnv('npm_config_proxy', 'http://proxy.example:8080');
    expect(npmProxies()).toEqual({
      httpProxy: 'http://proxy.example:8080',
      httpsProxy: 'http://proxy.example:8080',
    });
    vi.stubEnv('npm_config_https_proxy', 'http://other.example:8080');
    vi.stubEnv('npm_config_noproxy', 'localhost');
    expect(npmProxies()).toMatchObject({ httpsProxy: 'http://other.example:8080', noProxy: 'localhost' });
  });
});
