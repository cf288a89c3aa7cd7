import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { UsageError } from '../../shared/errors.ts';
import type { Proxies } from '../download/hubClient.ts';

/** Where npm itself looks unless it is told otherwise. */
const PUBLIC_REGISTRY = 'https://registry.npmjs.org';

const NEXT_STEP = 'give the address of an npm registry or of a mirror, such as https://npm.example.com';

/**
 * Address of the npm registry, without a slash at its end: the given one; else the one that npm is set to, by
 * npm_config_registry or .npmrc in the home folder; else the public one.
 * @throws UsageError when it is no address, or holds a password
 */
export async function npmRegistry(given?: string): Promise<string> {
  const text = given?.trim() || npmSetting('registry') || (await npmrcRegistry()) || PUBLIC_REGISTRY;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError('the npm registry', `${JSON.stringify(text)} is no http address`, NEXT_STEP);
  }
  if (url.username || url.password) {
    throw new UsageError(
      'the npm registry',
      'a name or a password stands in its address',
      'take it out; where the registry asks for one, download the package yourself and give its file',
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** Address of a package's archive, as every npm registry has it. */
export function packageUrl(registry: string, name: string, version: string): URL {
  return new URL(`${registry}/${name}/-/${path.posix.basename(name)}-${version}.tgz`);
}

/** The proxies that npm is set to by the environment; HTTPS_PROXY and the like count where it is not. */
export function npmProxies(): Proxies {
  const httpProxy = npmSetting('proxy');
  const httpsProxy = npmSetting('https_proxy') ?? httpProxy;
  const noProxy = npmSetting('noproxy');
  return {
    ...(httpProxy ? { httpProxy } : {}),
    ...(httpsProxy ? { httpsProxy } : {}),
    ...(noProxy ? { noProxy } : {}),
  };
}

/** npm takes its settings from the environment in any case. */
function npmSetting(name: string): string | undefined {
  const wanted = `npm_config_${name}`;
  const key = Object.keys(process.env).find((key) => key.toLowerCase() === wanted);
  const value = key && process.env[key]?.trim();
  return value && value !== 'null' ? value : undefined;
}

async function npmrcRegistry(): Promise<string | undefined> {
  const file = npmSetting('userconfig') ?? path.join(homedir(), '.npmrc');
  const text = await readFile(file, 'utf8').catch(() => '');
  return /^\s*registry\s*=\s*"?([^"\s]+)"?\s*$/m.exec(text)?.[1];
}
