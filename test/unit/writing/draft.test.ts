import { describe, expect, it } from 'vitest';
import { validateRequest } from '../../../src/writing/brief/request.ts';
import type { ComposerEvent } from '../../../src/writing/draft/composer.ts';
import { type Draft, DraftRecorder, parseDraft } from '../../../src/writing/draft/draft.ts';
import { findResumePoint, restoreDraft } from '../../../src/writing/draft/resumePoint.ts';
import { parseOutline } from '../../../src/writing/outline/outline.ts';
import { writeAsked } from '../../support/askedDocument.ts';
import { conversationOf, ScriptedEngine } from '../support/scriptedEngine.ts';

const outline = parseOutline('一、概述（约60字）：甲\n二、进展（约60字）：乙\n三、计划（约60字）：丙');
const draft: Draft = {
  formatVersion: 1,
  id: 'd1',
  title: '升级工作总结',
  state: 'writing',
  request: {
    ...validateRequest({ kind: 'report', topic: '升级', points: ['甲', '乙'], length: 180, draft: 'd1' }),
    language: 'zh',
  },
  outline,
  written: { bodies: [] },
  place: 'untitled:Untitled-1',
  savedAt: '2026-01-01T00:00:00.000Z',
};
const never = new AbortController().signal;

/** A different text of about sixty characters for each section. */
const ENGINE = () =>
  new ScriptedEngine((prompt) => {
    const section = /第(\d)节/.exec(prompt)?.[1] ?? '0';
    const [first = '', second = ''] = [
      '春夏秋冬东西南北',
      '金木水火土风雷电',
      '天地玄黄宇宙洪荒',
      '日月盈昃辰宿列张',
    ].map((words) => [...words].map((word) => `${word}${section}${word}`).join(''));
    return `${first}${second}。${[...first].reverse().join('')}。${[...second].reverse().join('')}${section}完毕。`;
  });

/** Writes on from a draft. Returns the text, the last saved draft, and the number of saves. */
async function write(from: Draft, stopAfter = Number.POSITIVE_INFINITY, engine = ENGINE()) {
  const saved: Draft[] = [];
  const recorder = new DraftRecorder(from, (each) => saved.push(each));
  let text = '';
  const events: ComposerEvent[] = [];
  for await (const event of writeAsked(engine, from.request, outline, never, from.written)) {
    recorder.follow(event);
    events.push(event);
    if (event.type === 'text') text += event.delta;
    if (text.length >= stopAfter) break;
  }
  return { text, saved, engine, draft: recorder.draft };
}

/** Writes a document. Returns its text, where its pieces end, and each draft that was saved with the characters that there were. */
async function savesOf(from: Draft) {
  const saves: { readonly length: number; readonly draft: Draft }[] = [];
  const ends: number[] = [];
  let text = '';
  const recorder = new DraftRecorder(from, (saved) => saves.push({ length: text.length, draft: saved }));
  for await (const event of writeAsked(ENGINE(), from.request, outline, never)) {
    if (event.type === 'text') text += event.delta;
    ends.push(text.length);
    recorder.follow(event);
  }
  return { text, ends, saves };
}

describe('The draft of a document', () => {
  it('is saved at its start, at each heading and after every section, and is finished at the end', async () => {
    const { saved, draft: last } = await write(draft);
    expect(saved.map(({ written }) => written.bodies.length)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    expect(last.state).toBe('finished');
    expect(parseDraft(JSON.stringify(last), 'd.json')).toEqual(last);
  });

  it('is read as a Chinese one where it was saved before drafts had a language', () => {
    const { language: _, ...request } = draft.request;
    expect(parseDraft(JSON.stringify({ ...draft, request }), 'd.json')).toEqual(draft);
  });

  it('holds the section under way as far as it has streamed', async () => {
    const { text, draft: last } = await write(draft, 60);
    expect(last.written.bodies).toEqual([]);
    expect(text.endsWith(`## 一、概述\n\n${last.written.partial}`)).toBe(true);
  });

  it('that was saved by another program is refused in words', () => {
    expect(() => parseDraft('{"formatVersion":2}', 'd.json')).toThrow(
      /the saved draft d\.json — it cannot be read/,
    );
    expect(() => parseDraft('no json', 'd.json')).toThrow(/the saved draft d\.json/);
  });
});

describe('A document that was interrupted', () => {
  it.each([45, 75, 100, 150, 200])('after %i characters is gone on with where it stopped', async (length) => {
    const whole = (await write(draft)).text;
    const { text, draft: last } = await write(draft, length);
    const point = findResumePoint(text, last);
    expect(point).toBeDefined();
    if (!point) return;
    const { written, before, offset } = point;
    const resumed = await write({ ...last, written });
    const document = text.slice(0, offset) + before + resumed.text + text.slice(offset);
    expect([...document.matchAll(/^## .+$/gm)].map(String)).toEqual(
      [...whole.matchAll(/^## .+$/gm)].map(String),
    );
    expect(document.startsWith(text.slice(0, offset))).toBe(true);
    expect(resumed.draft.state).toBe('finished');
  });

  it.each(['report', 'email'])(
    'anywhere in a %s is gone on with there, although its draft was saved earlier',
    async (kind) => {
      const request = { ...draft.request, kind };
      const begun = { ...draft, request, following: '' };
      const { text, ends, saves } = await savesOf(begun);
      for (const [number, { length, draft: saved }] of saves.entries()) {
        const next = saves[number + 1]?.length ?? text.length;
        for (const end of ends.filter((each) => each >= length && each <= next)) {
          if (saved.written.partial === undefined && saved.written.bodies.length === 0) continue;
          const point = findResumePoint(text.slice(0, end), saved);
          const found = point && restoreDraft({ ...saved, written: point.written }).text;
          expect({ end, found: found?.trimEnd() }).toEqual({ end, found: text.slice(0, end).trimEnd() });
        }
      }
    },
  );

  it('tells the model what was written before', async () => {
    const { draft: last } = await write(draft, 150);
    const { engine } = await write(last);
    const [first] = engine.requests;
    const history = first ? conversationOf(first).map(({ content }) => content) : [];
    expect(history).toContain(last.written.bodies[0]);
  });

  it('is found although the document is ahead of the draft, and what a person wrote below it stays out of it', () => {
    const written = { bodies: [], partial: '春天来了' };
    const text = '# 升级工作总结\n\n## 一、概述\n\n春天来了，花开了\n\n尾注\n';
    const point = findResumePoint(text, { ...draft, written });
    expect(point?.written.partial).toBe('春天来了，花开了');
    expect(text.slice(point?.offset)).toBe('\n\n尾注\n');
  });

  it('is found although the document is ahead by whole sections, and goes on in its last one', () => {
    const written = { bodies: [], partial: '春天' };
    const own =
      '# 升级工作总结\n\n## 一、概述\n\n春天来了。\n\n花开了。\n\n## 二、进展\n\n夏天到了。\n\n天热';
    const text = `前言\n\n${own}\n\n尾注：\n一\n`;
    const following = '尾注：\n一';
    expect(findResumePoint(text, { ...draft, written, following })).toEqual({
      offset: text.indexOf('\n\n尾注'),
      before: '',
      written: { bodies: ['春天来了。\n\n花开了。'], partial: '夏天到了。\n\n天热' },
    });
    expect(findResumePoint(own, { ...draft, written, following: '' })?.offset).toBe(own.length);
  });

  it('is found although the document is behind the draft', () => {
    const written = { bodies: [], partial: '春天来了，花开了' };
    const text = '# 升级工作总结\n\n## 一、概述\n\n春天来';
    expect(findResumePoint(text, { ...draft, written })).toEqual({
      offset: text.length,
      before: '',
      written: { bodies: [], partial: '春天来' },
    });
  });

  it('between two sections goes on with the next heading', () => {
    const written = { bodies: ['春天来了。'] };
    const text = '# 升级工作总结\n\n## 一、概述\n\n春天来了。\n尾注';
    expect(findResumePoint(text, { ...draft, written })).toEqual({
      offset: text.length - 2,
      before: '',
      written,
    });
  });

  it('after its last section, the document being behind, gets what it lacks', () => {
    const written = { bodies: ['春天来了。', '夏天到了。', '秋天凉了。'] };
    const { text: whole } = restoreDraft({ ...draft, written });
    const text = whole.slice(0, whole.indexOf('天到了'));
    expect(findResumePoint(text, { ...draft, written })).toEqual({
      offset: text.length,
      before: whole.slice(text.length),
      written,
    });
    expect(findResumePoint(whole, { ...draft, written })?.offset).toBe(whole.length);
  });

  it('whose document is gone begins a new one with what was saved', () => {
    const written = { bodies: ['春天来了。'], partial: '夏天' };
    expect(findResumePoint('别的文稿', { ...draft, written })).toBeUndefined();
    expect(restoreDraft({ ...draft, written }).text).toBe(
      '# 升级工作总结\n\n## 一、概述\n\n春天来了。\n\n## 二、进展\n\n夏天',
    );
  });

  it('goes on in a document that holds only the beginning of what was written, once the rest is there', () => {
    const written = { bodies: ['春天来了。'], partial: '夏天' };
    const beginning = '# 升级工作总结\n\n## 一、概述\n\n';
    expect(findResumePoint(beginning, { ...draft, written })).toEqual({
      offset: beginning.length,
      before: '春天来了。\n\n## 二、进展\n\n夏天',
      written,
    });
  });
});
