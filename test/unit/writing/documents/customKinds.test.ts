import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../../src/shared/errors.ts';
import { validateRequest } from '../../../../src/writing/brief/request.ts';
import type { DocumentKind } from '../../../../src/writing/documents/index.ts';
import { parseKindFile, readKindFiles } from '../../../../src/writing/documents/kindFile.ts';
import { starterKindFile } from '../../../../src/writing/documents/starterKind.ts';
import { type Draft, parseDraft } from '../../../../src/writing/draft/draft.ts';
import { planAsked, writeAsked } from '../../../support/askedDocument.ts';
import { planAnswer } from '../../support/prose.ts';
import { conversationOf, ScriptedEngine } from '../../support/scriptedEngine.ts';

const never = new AbortController().signal;

const MINUTES = `---
id: minutes
name: 会议纪要
englishName: Meeting minutes
typicalLength: 600
tone: 客观
fields:
  - id: date
    label: 日期
    englishLabel: Date
    shown: true
  - id: keeper
    label: 记录人
sections:
  - title: 会议概况
    points: [时间地点, 议题]
  - 议定事项
closing:
  - 记录人：{keeper}
---
<!-- 注释不给模型看 -->
每项决定写明负责人。

## 示例

会议决定，由张三负责。
`;

const minutes = () => parseKindFile({ path: 'minutes.md', text: MINUTES });

/** The problems of a file, as entry, reason and the text that is marked. */
function problemsOf(text: string, path = 'kind.md'): [string, string, string][] {
  const problems = readKindFiles([{ path, text }]).problems.get(path) ?? [];
  return problems.map(({ entry, reason, start, end }) => [entry, reason, text.slice(start, end)]);
}

function frontMatter(yaml: string): string {
  return `---\n${yaml}\n---\n`;
}

describe('a file of a kind', () => {
  it('is a kind like those that come with the product', () => {
    const kind = minutes();
    expect(kind).toMatchObject({
      id: 'minutes',
      name: '会议纪要',
      englishName: 'Meeting minutes',
      typicalLength: 600,
    });
    expect(kind.fields.map(({ englishLabel }) => englishLabel)).toEqual(['Date', '记录人']);
    expect(kind.wordings.zh).toMatchObject({
      contents: '每项决定写明负责人。',
      sample: '会议决定，由张三负责。',
      defaultSections: [
        { title: '会议概况', points: ['时间地点', '议题'] },
        { title: '议定事项', points: [] },
      ],
    });
  });

  it('needs no more than a name and sections; its id is then the name of the file', () => {
    const text = frontMatter('name: 通知\nsections: [事由, 要求]');
    expect(parseKindFile({ path: 'a/b/notice.md', text })).toMatchObject({
      id: 'notice',
      typicalLength: 800,
    });
  });

  it('may have the line ends and the byte order mark of Windows', () => {
    expect(parseKindFile({ path: 'm.md', text: `\uFEFF${MINUTES.replaceAll('\n', '\r\n')}` }).id).toBe(
      'minutes',
    );
  });

  it.each(['zh', 'en'] as const)('that is new (%s) is right as it is', (language) => {
    const name = '会议: "纪要"';
    const { kinds, problems } = readKindFiles([{ path: 'new.md', text: starterKindFile(name, language) }]);
    expect(problems.size).toBe(0);
    expect(kinds[0]).toMatchObject({ name, id: 'new' });
  });

  it.each<[string, string, [string, string, string][]]>([
    [
      'no front matter',
      '# 会议纪要',
      [['', 'it does not begin with front matter between two lines of ---', '# 会议纪要']],
    ],
    ['broken YAML', frontMatter('name: "会议'), [['', 'Missing closing "quote', '']]],
    [
      'a misspelt entry',
      frontMatter('name: 通知\nsection: [甲, 乙]'),
      [
        ['section', 'there is no such entry', 'section'],
        ['sections', 'it is missing', 'name: 通知'],
      ],
    ],
    [
      'a number for a name',
      frontMatter('name: 12\nsections: [甲, 乙]'),
      [['name', 'it must be text, and is 12', 'name: 12']],
    ],
    [
      'numbers for sections and points',
      frontMatter('name: 通知\nsections:\n  - 2026\n  - title: 乙\n    points: [3, 丙]'),
      [
        ['sections.0', 'it must be text, and is 2026', '2026'],
        ['sections.1.points.0', 'it must be text, and is 3', '3'],
      ],
    ],
    [
      'nothing, or a list, for a section',
      frontMatter('name: 通知\nsections:\n  -\n  - [甲]'),
      [
        ['sections.0', 'it must be text, and is empty', ''],
        ['sections.1', 'it must be text, and is a list', '[甲]'],
      ],
    ],
    [
      'text for a list, a number and a switch',
      frontMatter(
        'name: 通知\nsections: 甲\ntypicalLength: "600"\nfields: [{id: a, label: A, shown: 是}, 乙]',
      ),
      [
        ['typicalLength', 'it must be a number, and is text', 'typicalLength: "600"'],
        ['fields.0.shown', 'it must be true or false, and is text', 'shown: 是'],
        ['fields.1', 'it must be a group of entries, such as name: …, and is text', '乙'],
        ['sections', 'it must be a list, with one item a line after "- ", and is text', 'sections: 甲'],
      ],
    ],
    [
      'a list for all of it',
      frontMatter('- 甲\n- 乙'),
      [['', 'it must be a group of entries, such as name: …, and is a list', '- 甲']],
    ],
    [
      'emphasis without quotes',
      frontMatter('name: 通知\nsections: [甲, *重点*]'),
      [['', '*重点* refers to nothing; text that begins with * needs quotes', '*重点*']],
    ],
    [
      'more references than anyone writes',
      frontMatter(
        `a: &a [x]\n${[...'bcdefgh'].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[at]}`).join(', ')}]`).join('\n')}`,
      ),
      [['', 'Excessive alias count', 'a: &a [x]']],
    ],
    [
      'an impossible length',
      frontMatter('name: 通知\nsections: [甲, 乙]\ntypicalLength: 3'),
      [['typicalLength', 'it must be a whole number from 50 to 20000', 'typicalLength: 3']],
    ],
    [
      'a field without a label',
      frontMatter('name: 通知\nsections: [甲, 乙]\nfields:\n  - id: a'),
      [['fields.0.label', 'it is missing', 'id: a']],
    ],
    [
      'the same field twice',
      frontMatter('name: 通知\nsections: [甲, 乙]\nfields: [{id: a, label: A}, {id: a, label: B}]'),
      [['fields.1.id', 'another field has it already', 'id: a']],
    ],
    [
      'a placeholder without a field',
      frontMatter('name: 通知\nsections: [甲, 乙]\nopening: ["致 {whom}："]'),
      [['opening.0', 'there is no field whom', '"致 {whom}："']],
    ],
    [
      'the name of a kind that there is',
      frontMatter('name: 周报\nsections: [甲, 乙]'),
      [['name', 'the kind weekly (周报) has it already', 'name: 周报']],
    ],
    [
      'instructions that fit no prompt',
      `${frontMatter('name: 通知\nsections: [甲, 乙]')}${'长'.repeat(4001)}`,
      [
        [
          'the instructions',
          'they have 4001 characters, and 4000 at most fit into a prompt',
          '长'.repeat(4001),
        ],
      ],
    ],
  ])('with %s is refused, with the place and the reason', (_what, text, expected) => {
    const found = problemsOf(text);
    expect(found.map(([entry]) => entry)).toEqual(expected.map(([entry]) => entry));
    for (const [index, [, reason, marked]] of expected.entries()) {
      expect(found[index]?.[1]).toContain(reason);
      if (marked) expect(found[index]?.[2]).toBe(marked);
    }
  });

  it('that is broken does not hide the good ones', () => {
    const { kinds, problems } = readKindFiles([
      { path: 'bad.md', text: 'nothing' },
      { path: 'good.md', text: MINUTES },
    ]);
    expect(kinds.map(({ id }) => id)).toEqual(['minutes']);
    expect([...problems.keys()]).toEqual(['bad.md']);
  });

  it('that says what another has said is the one that is refused', () => {
    const { kinds, problems } = readKindFiles([
      { path: 'a.md', text: MINUTES },
      { path: 'b.md', text: MINUTES },
    ]);
    expect(kinds).toHaveLength(1);
    expect(problems.get('b.md')?.map(({ entry }) => entry)).toEqual(['id', 'name']);
  });

  it('is refused by its path, line, entry, reason and next step', () => {
    const text = frontMatter('name: 通知\nsections: [甲]');
    expect(() => parseKindFile({ path: 'a/notice.md', text })).toThrow(UsageError);
    expect(() => parseKindFile({ path: 'a/notice.md', text })).toThrow(
      'sections in a/notice.md:3 — there must be 2 to 30 of them; correct it',
    );
  });
});

describe('a document of an own kind', () => {
  const request = (kind: DocumentKind) => ({
    kind,
    topic: '三月例会',
    points: ['进度'],
    length: 200,
    fields: { date: '3月5日', keeper: '张三' },
  });

  it('is planned from its file where the model knows only the kinds that it was trained on', async () => {
    const engine = new ScriptedEngine(() => '一、项目概况（约100字）\n二、评标办法（约100字）');
    const { sections } = await planAsked(engine, request(minutes()), never);
    expect(engine.requests).toHaveLength(0);
    expect(sections.map(({ title }) => title)).toEqual(['会议概况', '议定事项']);
    expect(sections.flatMap(({ points }) => points)).toContain('进度');
  });

  it("is planned by a large model, which is told the file's instructions, sample and fields", async () => {
    const answer = planAnswer({ 开头: ['谁到会', '何时开会'], 结尾: ['定下三件事', '各自何时办完'] });
    const engine = new ScriptedEngine(() => answer, 100_000, true);
    const asked = { ...request(minutes()), length: 600 };
    const outline = await planAsked(engine, asked, never);
    expect(outline.sections.map(({ title }) => title)).toEqual(['开头', '结尾']);
    for await (const _ of writeAsked(engine, asked, outline, never));
    const [plan, ...tasks] = engine.requests.map((each) => conversationOf(each)[0]?.content);
    const task = tasks.at(-1);
    const told = ['会议纪要', '每项决定写明负责人。', '日期：3月5日', '客观'];
    for (const text of told) expect(plan).toContain(text);
    for (const text of [...told, '会议决定，由张三负责。']) expect(task).toContain(text);
    expect(`${plan}${task}`).not.toContain('注释');
  });

  it('is saved with its draft, so that it outlives its file', () => {
    const draft: Draft = {
      formatVersion: 1,
      id: 'd1',
      title: '三月例会会议纪要',
      state: 'stopped',
      request: { ...validateRequest(request(minutes())), language: 'zh' },
      outline: { sections: [] },
      written: { bodies: [] },
      place: 'untitled:1',
      savedAt: '2026-01-01T00:00:00.000Z',
    };
    expect(parseDraft(JSON.stringify(draft), 'd.json')).toEqual(draft);
  });

  it('has its fields and its closing', async () => {
    const engine = new ScriptedEngine((prompt) => `${/“(.+?)”/.exec(prompt)?.[1]}写得清楚明白。`.repeat(9));
    const outline = await planAsked(engine, request(minutes()), never);
    let document = '';
    for await (const event of writeAsked(engine, request(minutes()), outline, never)) {
      if (event.type === 'text') document += event.delta;
    }
    expect(document).toMatch(/^# 三月例会会议纪要\n\n日期：3月5日\n\n## 一、会议概况\n\n/);
    expect(document).toMatch(/\n\n记录人：张三\n$/);
  });
});
