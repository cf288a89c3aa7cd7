import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/shared/errors.ts';
import { keyPhrases } from '../../../src/writing/brief/keyPhrases.ts';
import { printPassages, SourceMaterial } from '../../../src/writing/brief/sources.ts';
import type { ComposerEvent } from '../../../src/writing/draft/composer.ts';
import { parseOutline } from '../../../src/writing/outline/outline.ts';
import { planAsked, writeAsked } from '../../support/askedDocument.ts';
import { continuingWriter, proseWriter } from '../support/prose.ts';
import { conversationOf, ScriptedEngine } from '../support/scriptedEngine.ts';

const NOTES = {
  name: 'notes.md',
  text: '# 知识库\n\n知识库本季度新增条目一千二百条，知识库命中率达到九成。\n\n# 工单流转\n\n工单流转平均用时由四小时降到一小时，工单流转全程留痕。\n\n# 食堂\n\n食堂更换了供应商。',
};
const outline = parseOutline('一、知识库建设（约200字）：知识库条目\n二、工单流转提速（约200字）：平均用时');
const request = { kind: 'report', topic: '客服升级', points: ['知识库'], length: 400, sources: [NOTES] };
const never = new AbortController().signal;

async function lastEvent(engine: ScriptedEngine, asked = request): Promise<ComposerEvent | undefined> {
  let last: ComposerEvent | undefined;
  for await (const event of writeAsked(engine, asked, outline, never)) last = event;
  return last;
}

function prompts(engine: ScriptedEngine): string[] {
  return engine.requests.map((each) => conversationOf(each).at(-1)?.content ?? '');
}

describe('SourceMaterial', () => {
  it('gives a section the passages that share most with its title and points', async () => {
    const material = await SourceMaterial.prepare(new ScriptedEngine(() => '', 160), [NOTES]);
    expect(printPassages(material.choose(outline.sections[0] ?? expect.fail()))).toBe(
      '【notes.md】\n# 知识库\n知识库本季度新增条目一千二百条，知识库命中率达到九成。',
    );
    expect(printPassages(material.choose(outline.sections[1] ?? expect.fail()))).toContain(
      '由四小时降到一小时',
    );
    expect(material.leftOut).toEqual([{ source: 'notes.md', characters: 10 }]);
  });

  it('gives everything in its order when everything fits', async () => {
    const more = { name: 'b.txt', text: '另一份材料。' };
    const material = await SourceMaterial.prepare(new ScriptedEngine(() => '', 4000), [NOTES, more]);
    const text = printPassages(material.choose(outline.sections[1] ?? expect.fail()));
    expect(text.match(/【.+?】/g)).toEqual(['【notes.md】', '【b.txt】']);
    expect(text.indexOf('知识库')).toBeLessThan(text.indexOf('工单流转'));
    expect(material.leftOut).toEqual([]);
  });

  it('keeps to the token budget with a source as long as a book', async () => {
    const book = { name: 'book.txt', text: '第一句话说明情况。'.repeat(20_000) };
    const engine = new ScriptedEngine(() => '', 4000);
    const material = await SourceMaterial.prepare(engine, [book]);
    const text = printPassages(material.choose(outline.sections[0] ?? expect.fail()));
    expect(text.length).toBeGreaterThan(600);
    expect(text.length).toBeLessThanOrEqual(1100);
    expect(material.leftOut[0]?.characters).toBeGreaterThan(150_000);
  });

  it('cuts a text without any sentence end', async () => {
    const material = await SourceMaterial.prepare(new ScriptedEngine(() => '', 4000), [
      { name: 'a.txt', text: '字'.repeat(5000) },
    ]);
    expect(printPassages(material.choose(outline.sections[0] ?? expect.fail())).length).toBeGreaterThan(600);
  });
});

describe('a document from sources', () => {
  it('tells a model that follows instructions what they say', async () => {
    const engine = new ScriptedEngine(continuingWriter(1), 160_000, true);
    expect(await lastEvent(engine)).toMatchObject({ type: 'finished', leftOut: [] });
    for (const asked of engine.requests) {
      const [task, written] = conversationOf(asked);
      expect(task?.content).toMatch(/参考材料：\n【notes\.md】[\s\S]*一千二百条/);
      expect(written?.content).not.toContain('参考材料');
    }
  });

  it('says what was left out by a model that cannot use them', async () => {
    const engine = new ScriptedEngine(proseWriter(1));
    expect(await lastEvent(engine)).toMatchObject({
      leftOut: [{ source: 'notes.md', characters: expect.any(Number) }],
    });
    expect(prompts(engine).join('')).not.toContain('一千二百条');
  });

  it('takes key phrases for points when none are given', async () => {
    const engine = new ScriptedEngine(() => '');
    await planAsked(engine, { ...request, points: [] }, never);
    expect(prompts(engine)[0]).toContain('需要涵盖：知识库、工单流转');
  });

  it('refuses an empty source by name', async () => {
    const engine = new ScriptedEngine(() => '');
    const asked = { ...request, sources: [{ name: 'empty.md', text: ' \n' }] };
    await expect(planAsked(engine, asked, never)).rejects.toThrow(UsageError);
    await expect(planAsked(engine, asked, never)).rejects.toThrow(/empty\.md/);
  });
});

describe('keyPhrases', () => {
  it('are what a text says most often, in the order in which it says them', () => {
    expect(keyPhrases([NOTES], 2)).toEqual(['知识库', '工单流转']);
  });

  it('are words in English', () => {
    const text = 'The migration was late. The migration and the backup were tested; the backup failed.';
    expect(keyPhrases([{ name: 'a', text }], 3)).toEqual(['migration', 'backup']);
  });

  it('are none where nothing comes twice', () => {
    expect(keyPhrases([{ name: 'a', text: '春风又绿江南岸。' }], 3)).toEqual([]);
  });
});
