// Copies what is native, and only what runs on one platform, to where the bundles of dist/ find it.
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fetchPackage } from './fetchPackage.mjs';

const require = createRequire(import.meta.url);
const manifest = require('./manifest.json');

/** The platforms that a package can be built for. */
export const platforms = Object.keys(manifest.onnxruntime.files);

/** What a staged package.json keeps: enough for Node to resolve the package; no dependencies, no scripts. */
const KEPT_FIELDS = ['name', 'version', 'license', 'type', 'main', 'exports'];

/**
 * Stages node_modules for one platform, for example `linux-x64`, under a folder.
 * @throws Error where a package cannot be had, has another version than native/manifest.json, or lacks a file
 */
export async function stageNativeModules(platform, folder) {
  const target = path.join(folder, 'node_modules');
  await rm(target, { recursive: true, force: true });
  const packages = Object.values(manifest).filter((part) => part.package);
  for (const part of packages) await stagePackage(part, platform, target);
}

async function stagePackage({ package: pattern, version, common = [], files }, platform, target) {
  const name = pattern.replace('{platform}', platform);
  const native = files ? files[platform] : [];
  if (!native) throw new Error(`native/manifest.json has no files of ${name} for ${platform}`);
  // npm installs only the bindings of the platform that it runs on.
  const source = installedFolder(name) ?? (await fetchPackage(name, version));
  const description = JSON.parse(await readFile(path.join(source, 'package.json'), 'utf8'));
  if (description.version !== version) {
    throw new Error(`${name} is ${description.version}, but native/manifest.json says ${version}`);
  }
  const destination = path.join(target, name);
  await mkdir(destination, { recursive: true });
  for (const file of [...common, ...native]) {
    await cp(path.join(source, file), path.join(destination, file), { dereference: true });
  }
  const kept = Object.fromEntries(KEPT_FIELDS.map((field) => [field, description[field]]));
  await writeFile(path.join(destination, 'package.json'), `${JSON.stringify(kept, null, 2)}\n`);
}

/** Not by require.resolve: koffi's exports hide its package.json. */
function installedFolder(name) {
  return require.resolve
    .paths(name)
    ?.map((modules) => path.join(modules, name))
    .find((candidate) => existsSync(path.join(candidate, 'package.json')));
}
