// Writes THIRD-PARTY-NOTICES.txt: the licences of everything that a package holds, found by what is really bundled.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../esbuild.js';
import { root } from './run.mjs';

const manifest = createRequire(import.meta.url)('../native/manifest.json');

/** The committed file. */
export const noticesFile = path.join(root, 'THIRD-PARTY-NOTICES.txt');

const LINE = '-'.repeat(80);

const HEAD = `TeleChat Writer contains the following software of others. \`npm run notices\` writes this file.

The native library of ONNX Runtime contains further software, named at
https://github.com/microsoft/onnxruntime/blob/main/ThirdPartyNotices.txt
`;

/** Packages that name a licence but bring no text of it. */
const WITHOUT_A_FILE = {
  '@bufbuild/protobuf': apacheAndGoogle,
  '@vscode/l10n': () => mit('Microsoft Corporation'),
  isarray: () => mit('Julian Gruber'),
  'onnxruntime-node': () => mit('Microsoft Corporation'),
};

/**
 * The notices as they should be now.
 * @returns {Promise<string>}
 */
export async function thirdPartyNotices() {
  const notices = (await packageFolders()).map(noticeOf).sort((a, b) => (a.name < b.name ? -1 : 1));
  return [HEAD, ...new Set(notices.map(({ text }) => text))].join(`\n${LINE}\n`);
}

/**
 * Folders of the packages that are in what is shipped.
 * @returns {Promise<string[]>}
 */
export async function packageFolders() {
  return [...new Set([...(await bundledFolders()), ...nativeFolders()])];
}

/** Folders of the packages of which at least one file is in a bundle, or in a file that was bundled before we got it. */
async function bundledFolders() {
  const results = await bundle(path.join(root, 'dist'), { metafile: true, write: false });
  const files = results.flatMap(({ metafile }) =>
    Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs)),
  );
  return files.flatMap((file) => {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
    return folder === undefined ? [] : [folder, ...foldersInside(file, folder)];
  });
}

/**
 * Folders of the packages that the source map of a package's file says are in it, as tar's are. What pdf.js holds of core-js is a
 * development dependency of ours, in the same version, for its licence alone.
 */
function foldersInside(file, folder) {
  const map = path.join(root, `${file}.map`);
  if (!existsSync(map)) return [];
  const { sources } = JSON.parse(readFileSync(map, 'utf8'));
  const names = sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
  return [...new Set(names)].map((name) => {
    const places = [`${folder}/node_modules/${name}`, `node_modules/${name}`];
    const place = places.find((each) => existsSync(path.join(root, each)));
    if (!place) throw new Error(`${file} holds ${name}, whose licence is not there`);
    return place;
  });
}

/** The bindings of koffi's platforms are koffi. */
function nativeFolders() {
  return [manifest.onnxruntime, manifest.koffi].map(({ package: name }) => `node_modules/${name}`);
}

function noticeOf(folder) {
  const description = JSON.parse(read(path.join(folder, 'package.json')));
  const { name, version, license } = description;
  if (!license) throw new Error(`${name} names no licence; look at it before it is shipped`);
  return { name, text: `${name} ${version}\n${license}\n\n${licenceText(folder, description)}\n` };
}

function licenceText(folder, { name }) {
  const file = readdirSync(path.join(root, folder)).find((each) => /^licen[cs]e/i.test(each));
  if (file) return read(path.join(folder, file));
  const text = WITHOUT_A_FILE[name];
  if (!text) throw new Error(`${name} has no licence file; add its text to scripts/notices.mjs`);
  return text();
}

/** The licence's words are those of our own. */
function mit(holder) {
  return read('LICENSE').replace(/^Copyright .*$/m, `Copyright (c) ${holder}`);
}

function apacheAndGoogle() {
  const apache = read('node_modules/@huggingface/tokenizers/LICENSE');
  const [google] = read('node_modules/@bufbuild/protobuf/dist/esm/wire/varint.js').split('/**');
  return `Copyright Buf Technologies, Inc.\n\n${apache}\n\n${google.replaceAll(/^\/\/ ?/gm, '').trim()}`;
}

function read(file) {
  return readFileSync(path.join(root, file), 'utf8').replaceAll('\r\n', '\n').trim();
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeFile(noticesFile, await thirdPartyNotices());
