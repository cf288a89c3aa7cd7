import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DocumentKind, documentKinds } from '../../../src/writing/documents/index.ts';
import { root } from '../../support/root.ts';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly chatParticipants: readonly {
      readonly commands: readonly { readonly name: string; readonly description: string }[];
    }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly scope?: string }>>;
    };
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
}

const { contributes, capabilities } = JSON.parse(read('package.json')) as Manifest;
const settings = contributes.configuration.properties;

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

describe('The settings', () => {
  it('are in the table of README, each of them and no others', () => {
    const rows = [...read('README.md').matchAll(/^\| `(telechat\.[^`]+)` \|/gm)].map(([, name]) => name);
    expect(rows.sort()).toEqual(Object.keys(settings).sort());
  });

  it('that choose a program, a model or a server are not taken from a folder that is not trusted', () => {
    const choosing = /^telechat\.(model|provider|engine|remote\..+|sidecar\.node)$/;
    const names = Object.keys(settings).filter((name) => choosing.test(name));
    expect(names.length).toBeGreaterThan(5);
    const { restrictedConfigurations } = capabilities.untrustedWorkspaces;
    // A folder, trusted or not, cannot set what has the scope of the machine.
    const open = names.filter(
      (name) => settings[name]?.scope !== 'machine' && !restrictedConfigurations.includes(name),
    );
    expect(open).toEqual([]);
    expect(restrictedConfigurations.filter((name) => !(name in settings))).toEqual([]);
  });
});

describe('The kinds of documents', () => {
  const inPalette = new Map(contributes.commands.map(({ command, title }) => [command, title]));
  const inChat = new Map(
    contributes.chatParticipants.flatMap(({ commands }) =>
      commands.map(({ name, description }) => [name, description]),
    ),
  );
  const titles = ['package.nls.json', 'package.nls.zh-cn.json'].map(
    (file) => [file, JSON.parse(read(file)) as Partial<Record<string, string>>] as const,
  );
  const PREFIX = 'telechat.write.';

  /** Where a kind is forgotten, outside of src/writing/documents. */
  function forgotten({ id, name, fields, typicalLength }: DocumentKind): string[] {
    const title = `command.write.${id}`;
    const row = new RegExp(
      `^\\| \`${id}\` \\| ${name} .* \\| ${fields.map((field) => field.id).join(', ')} \\| ${typicalLength} \\|$`,
      'm',
    );
    return [
      ...(inPalette.get(PREFIX + id) === `%${title}%` ? [] : [`package.json: the command ${PREFIX}${id}`]),
      ...(inChat.get(id) === `%${title}%` ? [] : [`package.json: the chat participant's command ${id}`]),
      ...titles.filter(([, known]) => !known[title]).map(([file]) => `${file}: ${title}`),
      ...(row.test(read('README.md'))
        ? []
        : [`README.md: the row of ${id}, with its fields and usual length`]),
    ];
  }

  it.each(documentKinds)('$id has a command, one in the chat, titles, and a row in README', (kind) => {
    expect(forgotten(kind)).toEqual([]);
  });

  it('are all that the palette and the chat offer', () => {
    const ids = documentKinds.map(({ id }) => id).sort();
    const offered = [...inPalette.keys()].filter((command) => command.startsWith(PREFIX));
    expect(offered.map((command) => command.slice(PREFIX.length)).sort()).toEqual(ids);
    expect([...inChat.keys()].sort()).toEqual(ids);
  });
});

describe('README', () => {
  it('has a row for each command of the terminal', () => {
    const commands = readdirSync(path.join(root, 'src', 'cli', 'commands'))
      .map((file) => file.replace(/\.ts$/, ''))
      .filter((name) => !new RegExp(`^\\| .*\`${name}\\b`, 'm').test(read('README.md')));
    expect(commands).toEqual([]);
  });

  it('names only npm scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = ['README.md', 'CONTRIBUTING.md'].flatMap((file) =>
      [...read(file).matchAll(/npm run ([a-z:]+)/g)].map(([, name = '']) => name),
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('The messages that README explains', () => {
  it('are messages of the program', () => {
    const [, table = ''] = /## When something fails\n(.*?)\n## /s.exec(read('README.md')) ?? [];
    const messages = [...table.matchAll(/^\| ([^|]+) \|/gm)].map(([, text = '']) => text).slice(2);
    const fragments = messages.flatMap((text) => text.split(/…|;|—/)).map((text) => text.trim());
    const told = fragments.filter((text) => text.length > 10);
    expect(told.length).toBeGreaterThan(20);
    const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
    const sources = files
      .filter((file) => file.endsWith('.ts'))
      .map((file) => read(path.join('src', file)))
      .join('\n');
    expect(told.filter((text) => !sources.includes(text))).toEqual([]);
  });
});
