import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../../../src/shared/random.ts';
import { exportDocument } from '../../../../src/writing/export/exportDocument.ts';
import { unzip } from '../../../support/unzip.ts';

const never = new AbortController().signal;

/** Every text of a Word file: its body and its footnotes. */
async function wordText(markdown: string): Promise<string> {
  const files = await unzip(await exportDocument(markdown, 'docx', 'sample', never));
  return [files.get('word/document.xml'), files.get('word/footnotes.xml')]
    .map((xml) =>
      [...(xml ?? '').matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, text]) => text).join(''),
    )
    .join('\n');
}

/** Every text of a presentation: `slides` what is shown, `notes` what stands below. */
async function slideText(markdown: string): Promise<{ readonly slides: string; readonly notes: string }> {
  const files = await unzip(await exportDocument(markdown, 'pptx', 'sample', never));
  const textOf = (form: RegExp) =>
    [...files]
      .filter(([name]) => form.test(name))
      .map(([, xml]) => [...xml.matchAll(/<a:t>([^<]*)<\/a:t>/g)].map(([, text]) => text).join(''))
      .join('\n');
  return { slides: textOf(/slides\/slide\d+\.xml$/), notes: textOf(/notesSlide\d+\.xml$/) };
}

/** Words that stand nowhere else, so that each can be looked for. */
class Words {
  readonly shown: string[] = [];
  /** Those of footnotes, which slides have in their notes alone. */
  readonly noted: string[] = [];
  readonly notes: string[] = [];
  private count = 0;

  word(): string {
    const word = `词${String(++this.count).padStart(3, '0')}末`;
    this.shown.push(word);
    return word;
  }

  footnote(): string {
    const word = `注${String(++this.count).padStart(3, '0')}末`;
    this.noted.push(word);
    this.notes.push(`[^${this.count}]: ${word}`);
    return `[^${this.count}]`;
  }
}

type Pick = (most: number) => number;

function inline(words: Words, pick: Pick): string {
  const text = words.word();
  const forms = [
    text,
    `**${text}**`,
    `*${text}*`,
    `~~${text}~~`,
    `\`${text}\``,
    `[${text}](https://example.cn/a)`,
    `${text}${words.footnote()}`,
    `${text}，见 https://example.cn/b。`,
  ];
  return forms[pick(forms.length)] ?? text;
}

/** A block of Markdown; `depth` of the blocks that it may hold. */
function block(words: Words, pick: Pick, depth: number): string[] {
  const inner = () => block(words, pick, depth - 1);
  const indented = (mark: string) =>
    [inner(), inner()].flatMap((lines) =>
      lines.map((line, index) => (index === 0 ? mark + line : `${' '.repeat(mark.length)}${line}`)),
    );
  const forms = [
    () => [inline(words, pick), ''],
    () => [`### ${inline(words, pick)}`, ''],
    () => ['```', words.word(), words.word(), '```', ''],
    () => [
      `| ${words.word()} | ${inline(words, pick)} |`,
      '| --- | --- |',
      `| ${words.word()} | ${words.word()} |`,
      '',
    ],
    () => [`<div>${words.word()}</div>`, ''],
    () => ['---', '', words.word(), ''],
    () => [...indented('- '), ''],
    () => [...indented('1. '), ''],
    () => [...inner().map((line) => `> ${line}`), ''],
  ];
  return (forms[pick(depth > 0 ? forms.length : forms.length - 3)] ?? forms[0])?.() ?? [];
}

function documentOf(seed: number): { readonly markdown: string; readonly words: Words } {
  const random = mulberry32(seed);
  const pick: Pick = (most) => Math.floor(random() * most);
  const words = new Words();
  const lines = [`# ${inline(words, pick)}`, '', ...block(words, pick, 2), `## ${inline(words, pick)}`, ''];
  for (let count = 0; count < 5; count++) lines.push(...block(words, pick, 3));
  return { markdown: [...lines, ...words.notes.flatMap((note) => ['', note])].join('\n'), words };
}

describe('Every text of a document, wherever it stands', () => {
  it.each(Array.from({ length: 25 }, (_, index) => index + 1))(
    'is in the exported files: %i',
    async (seed) => {
      const { markdown, words } = documentOf(seed);
      const referred = words.noted.filter((word) => markdown.includes(`[^${Number(word.slice(1, 4))}]`));
      const word = await wordText(markdown);
      const { slides, notes } = await slideText(markdown);
      const lost = {
        word: [...words.shown.filter((each) => markdown.includes(each)), ...referred].filter(
          (each) => !word.includes(each),
        ),
        slides: words.shown.filter((each) => markdown.includes(each) && !slides.includes(each)),
        notes: referred.filter((each) => !notes.includes(each) && !slides.includes(each)),
      };
      expect(lost, markdown).toEqual({ word: [], slides: [], notes: [] });
    },
  );
});

describe('A line of dashes at the top', () => {
  it.each([
    '---\n\n# 年度总结\n\n## 一、成绩\n\n完成三十项。\n\n---\n\n## 二、不足\n\n仍有差距。\n',
    '---\n说明：本文是草稿。\n---\n\n## 一、成绩\n\n完成三十项。\n\n## 二、不足\n\n仍有差距。\n',
    '---\n[坏的: yaml\n---\n\n## 一、成绩\n\n完成三十项。\n\n## 二、不足\n\n仍有差距。\n',
  ])('is a rule where no front matter follows: %j', async (markdown) => {
    const text = await wordText(markdown);
    for (const word of markdown.match(/\p{Script=Han}{2,}/gu) ?? []) expect(text).toContain(word);
  });
});
