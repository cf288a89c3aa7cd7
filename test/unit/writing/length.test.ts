import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../src/engine/engineError.ts';
import { type Outline, parseOutline } from '../../../src/writing/outline/outline.ts';
import { countCharacters, lengthScore } from '../../../src/writing/text/measure.ts';
import { writeAsked } from '../../support/askedDocument.ts';
import { outlineCoverage } from '../../support/outlineCoverage.ts';
import { askedLength, chinese, english, type Language, proseWriter } from '../support/prose.ts';
import { conversationOf, type Script, ScriptedEngine } from '../support/scriptedEngine.ts';

const LENGTHS = [300, 2000, 20_000];
const LANGUAGES: readonly (readonly [string, Language])[] = [
  ['Chinese', chinese],
  ['English', english],
];

function outlineOf(length: number, language: Language): Outline {
  const text =
    language === chinese
      ? '一、工作概述：基本情况\n二、主要工作：知识库，工单流转\n三、存在问题：原因分析\n四、下一步计划：时间节点'
      : '1. Overview: scope\n2. Main work: knowledge base, tickets\n3. Problems: causes\n4. Next steps: dates';
  return parseOutline(text, length);
}

async function write(
  script: Script,
  length: number,
  language: Language,
  engine = new ScriptedEngine(script),
) {
  const topic = language === chinese ? '客服升级' : 'Support desk upgrade';
  const request = { kind: 'report', topic, points: [], length };
  const outline = outlineOf(length, language);
  let document = '';
  for await (const event of writeAsked(engine, request, outline, new AbortController().signal)) {
    if (event.type === 'text') document += event.delta;
  }
  return { document, outline };
}

describe.each(LANGUAGES)('the length of a document in %s', (_name, language) => {
  describe.each([3, 1, 1 / 3])('by a model that writes %f times what it is asked for', (factor) => {
    it.each(LENGTHS)('is the %i that were asked for', async (length) => {
      const { document, outline } = await write(proseWriter(factor, language), length, language);
      expect(lengthScore(length, countCharacters(document))).toBeGreaterThanOrEqual(90);
      expect(outlineCoverage(document, outline.sections)).toEqual({ planned: 4, present: 4, extra: 0 });
      expect(document.trimEnd()).toMatch(/[。.]$/);
    });
  });

  it.each(LENGTHS)('is kept at %i by a model that never ends a sentence', async (length) => {
    const pause = language === chinese ? '，' : ', ';
    const { document } = await write(proseWriter(3, language, pause), length, language);
    expect(lengthScore(length, countCharacters(document))).toBeGreaterThanOrEqual(85);
    for (const body of document.split(/^#.*$/m).slice(2)) expect(body.trimEnd()).toMatch(/[^，,][。.]$/);
  });

  it.each(LENGTHS)('is kept at %i by a model without any punctuation', async (length) => {
    const space = language === chinese ? '' : ' ';
    const { document } = await write(proseWriter(5, language, space), length, language);
    expect(lengthScore(length, countCharacters(document))).toBeGreaterThanOrEqual(70);
    expect(document.trimEnd()).toMatch(/[。.]$/);
  });
});

describe('a model that stops at once', () => {
  it('is an error, not a document of headings', async () => {
    await expect(write(() => '', 800, chinese)).rejects.toThrow(EngineError);
  });

  it('is asked again for a section, and what it writes is kept', async () => {
    const prose = proseWriter(1);
    const engine = new ScriptedEngine((prompt, ...rest) =>
      prompt.includes('存在问题') ? '' : prose(prompt, ...rest),
    );
    const { document, outline } = await write(() => '', 800, chinese, engine);
    expect(outlineCoverage(document, outline.sections).present).toBe(4);
    const asked = engine.requests.map((request) => conversationOf(request).at(-1)?.content ?? '');
    expect(asked.filter((prompt) => prompt.includes('存在问题'))).toHaveLength(10);
  });
});

describe('a long section', () => {
  it('is asked for in parts that take its points in turn', async () => {
    const engine = new ScriptedEngine(proseWriter(1));
    await write(() => '', 6400, chinese, engine);
    const asked = engine.requests
      .map((request) => conversationOf(request).at(-1)?.content ?? '')
      .filter((prompt) => prompt.includes('主要工作'));
    const points = asked.map((prompt) => /要点：(.+?)。/.exec(prompt)?.[1]);
    expect(points).toHaveLength(3);
    expect([points[0], points[2]]).toEqual(['知识库', '工单流转']);
    for (const prompt of asked) expect(askedLength(prompt)).toBeLessThanOrEqual(600);
    expect(asked[0]).toMatch(/^请撰写第2节/);
    expect(asked[1]).toMatch(/^请继续撰写第2节/);
  });
});
