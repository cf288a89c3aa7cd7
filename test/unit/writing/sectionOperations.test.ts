import { describe, expect, it } from 'vitest';
import { changeSection, type SectionOperation } from '../../../src/writing/draft/sectionOperations.ts';
import { readDocument } from '../../../src/writing/outline/writtenDocument.ts';
import { countCharacters } from '../../../src/writing/text/measure.ts';
import { conversationOf, ScriptedEngine } from '../support/scriptedEngine.ts';

const FIRST = '春回大地，万物生长，各项任务有序推进。';
const SECOND = '夏季用电高峰期间，值班人员坚守岗位，保障了供电安全。';
const MARKDOWN = `# 电网升级工作总结

引言不属于任何一节。

## 一、工作概述

${FIRST}

## 二、主要工作

${SECOND}

### 小标题

\`\`\`
## 代码里的不是标题
\`\`\`

## 三、下一步计划
`;
const never = new AbortController().signal;
/** Sentences of 20 different characters each. */
const fresh = (count: number) =>
  `${Array.from({ length: count }, (_, sentence) =>
    [...Array(20).keys()].map((place) => String.fromCodePoint(0x5000 + sentence * 97 + place * 131)).join(''),
  ).join('。')}。`;

describe('The sections of a Markdown document', () => {
  const { title, sections } = readDocument(MARKDOWN);

  it('are its second-level headings without their numbers, and what follows them', () => {
    expect(title).toBe('电网升级工作总结');
    expect(sections.map((section) => section.title)).toEqual(['工作概述', '主要工作', '下一步计划']);
    expect(sections[0]?.body).toBe(FIRST);
    expect(sections[1]?.body.endsWith('```')).toBe(true);
    expect(sections[2]?.body).toBe('');
  });

  it('know their places in the text', () => {
    for (const { start, bodyStart, bodyEnd, body } of sections) {
      expect(MARKDOWN.slice(start, start + 3)).toBe('## ');
      expect(MARKDOWN.slice(bodyStart, bodyEnd)).toBe(body);
    }
  });
});

describe('A section that is there', () => {
  async function change(index: number, operation: SectionOperation, engine: ScriptedEngine) {
    const place = { document: readDocument(MARKDOWN), index };
    const states: string[] = [];
    for await (const body of changeSection(engine, place, operation, never)) states.push(body);
    return states;
  }

  it('is rewritten in the conversation that wrote the document', async () => {
    const engine = new ScriptedEngine(() => fresh(2));
    const states = await change(1, 'rewrite', engine);
    expect(states.at(-1)?.startsWith(fresh(1))).toBe(true);
    expect(states.at(-1)).not.toContain(SECOND);
    const [request] = engine.requests;
    const said = request ? conversationOf(request).map(({ content }) => content) : [];
    expect(said[0]).toContain('“电网升级”的工作总结');
    expect(said).toContain(FIRST);
    expect(said.at(-1)).toContain('第2节“主要工作”');
  });

  it.each(['continue', 'longer'] as const)('keeps what it says when it is to %s', async (operation) => {
    const states = await change(0, operation, new ScriptedEngine(() => fresh(4)));
    expect(states.every((state) => state.startsWith(FIRST))).toBe(true);
    expect(countCharacters(states.at(-1) ?? '')).toBeGreaterThan(countCharacters(FIRST) + 40);
  });

  it.each(['longer', 'continue'] as const)(
    'and is to be %s says again what another one says, rather than nothing',
    async (operation) => {
      const engine = new ScriptedEngine(() => FIRST);
      const { body = '' } = readDocument(MARKDOWN).sections[1] ?? {};
      const last = (await change(1, operation, engine)).at(-1) ?? '';
      expect(last.startsWith(body)).toBe(true);
      expect(last.slice(body.length)).toContain(FIRST.slice(0, 10));
    },
  );

  it('becomes shorter, or an error says that it did not', async () => {
    const states = await change(0, 'shorter', new ScriptedEngine(() => '任务有序推进。'));
    expect(states.at(-1)).toBe('任务有序推进。');
    await expect(change(0, 'shorter', new ScriptedEngine(() => FIRST))).rejects.toThrow(
      /the section — the model made nothing else of it/,
    );
  });
});
