import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../support/root.ts';

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

function keysOf(file: string): string[] {
  return Object.keys(JSON.parse(read(file)) as object).sort();
}

/** The first argument of every call of l10n.t in the sources. */
function translatedTexts(): string[] {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const texts = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...read(path.join('src', file)).matchAll(/l10n\.t\(\s*'((?:\\.|[^'\\])*)'/g)])
    .map(([, text]) => (text ?? '').replaceAll("\\'", "'"));
  return [...new Set(texts)].sort();
}

describe('what people read', () => {
  it('has a Simplified Chinese translation for every text in the sources, and none left over', () => {
    expect(keysOf('l10n/bundle.l10n.zh-cn.json')).toEqual(translatedTexts());
  });

  it('has every title and setting of package.json in both languages', () => {
    const used = [...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
    const expected = [...new Set(used)].sort();
    expect(keysOf('package.nls.json')).toEqual(expected);
    expect(keysOf('package.nls.zh-cn.json')).toEqual(expected);
  });

  it('keeps the same placeholders in a translation', () => {
    const bundle = JSON.parse(read('l10n/bundle.l10n.zh-cn.json')) as Record<string, string>;
    const placeholders = (text: string) => (text.match(/\{\d\}/g) ?? []).sort();
    for (const [text, translation] of Object.entries(bundle)) {
      expect(placeholders(translation), text).toEqual(placeholders(text));
    }
  });
});
