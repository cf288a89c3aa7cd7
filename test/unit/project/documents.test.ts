import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../support/root.ts';

const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(path.join(root, 'docs')).map((file) => `docs/${file}`),
];

interface Rule {
  readonly name: string;
  readonly comment?: string;
}

const { forbidden } = createRequire(import.meta.url)('../../../.dependency-cruiser.cjs') as {
  readonly forbidden: readonly Rule[];
};

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** As the forge makes anchors of headings. */
function anchorsOf(file: string): string[] {
  return [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** What is wrong with a link: that there is no such file or no such heading. */
function broken(from: string, link: string): string[] {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? from : path.posix.join(path.posix.dirname(from), file);
  if (!existsSync(path.join(root, target))) return [`${from}: ${link}`];
  return anchor === undefined || anchorsOf(target).includes(anchor) ? [] : [`${from}: ${link}`];
}

/** The paths of all files of a folder and below, from the root of the repository. */
function filesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.includes('node_modules'))
    .map((file) => path.posix.join(folder, file.replaceAll(path.sep, '/')));
}

const FILES = [...readdirSync(root), ...['src', 'test', 'native', 'scripts', 'media'].flatMap(filesIn)];

describe.each(DOCUMENTS)('%s', (document) => {
  it('links to files and headings that there are', () => {
    const links = [...read(document).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => link);
    expect(links.flatMap((link) => broken(document, link))).toEqual([]);
  });

  it('names files that there are', () => {
    const named = [...read(document).matchAll(/`((?:src|test|native|scripts|media)\/[\w./-]+)`/g)];
    const missing = named.map(([, file = '']) => file).filter((file) => !existsSync(path.join(root, file)));
    expect(missing).toEqual([]);
  });

  it('names no source file that is nowhere, by its name or the end of its path', () => {
    const named = [...read(document).matchAll(/`([\w./-]+\.(?:ts|mjs|cjs|js|c|h))`/g)];
    const missing = named
      .map(([, name = '']) => name)
      .filter((name) => !FILES.some((file) => `/${file}`.endsWith(`/${name}`)));
    expect(missing).toEqual([]);
  });
});

it('The code cites sections of docs/ that there are', () => {
  const files = FILES.filter((file) => /^(src|test)\/.*\.(ts|mjs)$/.test(file));
  const cited = files.flatMap((file) =>
    [...read(file).matchAll(/docs\/[a-z-]+\.md#[a-z0-9-]+/g)].map(([link]) => link),
  );
  expect(cited.length).toBeGreaterThan(15);
  expect(cited.flatMap((link) => broken('README.md', link))).toEqual([]);
});

describe('The tables of CONTRIBUTING', () => {
  const rows = [...read('CONTRIBUTING.md').matchAll(/^\| `([\w/]+)\/` \|(.*)\|$/gm)].map(
    ([, folder = '', cells = '']) => ({ folder, cells: cells.split('|').map((cell) => cell.trim()) }),
  );
  const namesIn = (cell = '') => [...cell.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => name).sort();

  /** What a rule of .dependency-cruiser.cjs allows a room or folder beside itself, as its comment says. */
  const arrows = new Map(
    forbidden.flatMap(({ comment = '' }): [string, string[]][] => {
      const [, folder, allowed = ''] = /^src\/(\S+) may import.* only from: (.*)$/.exec(comment) ?? [];
      if (folder === undefined) return [];
      const [itself, ...others] = allowed.split(', ');
      return [[folder, others.filter((name) => name !== itself && name !== 'shared').sort()]];
    }),
  );

  it('have the arrows that a test holds, of each room and each folder', () => {
    const rooms = rows.filter(({ cells }) => cells.length === 2);
    const folders = rows.filter(({ cells }) => cells.length === 3);
    const shown = [
      ...rooms.map(({ folder, cells }): [string, string[]] => [folder, namesIn(cells[1])]),
      ...folders.map(({ folder, cells }): [string, string[]] => [
        folder.includes('/') ? folder : `${folder}/.`,
        namesIn(cells[2]),
      ]),
    ];
    arrows.delete('shared');
    expect(Object.fromEntries(shown.filter(([name]) => name !== 'shared'))).toEqual(
      Object.fromEntries(arrows),
    );
  });

  it('name the file of each folder that one reads first', () => {
    const doors = rows
      .filter(({ cells }) => cells.length === 3)
      .flatMap(({ folder, cells }) => namesIn(cells[0]).map((file) => `src/${folder}/${file}`));
    expect(doors.length).toBeGreaterThan(40);
    expect(doors.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });
});
