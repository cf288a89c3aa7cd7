import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { parseDocumentRecord } from '../../../src/cli/output/documentRecord.ts';
import { FROM_PAGE } from '../../../src/editor/chat/pageMessages.ts';
import { UserError } from '../../../src/shared/errors.ts';
import { mulberry32 } from '../../../src/shared/random.ts';
import { validateRequest } from '../../../src/writing/brief/request.ts';
import { validateSources } from '../../../src/writing/brief/sources.ts';
import { newChat, withLastTurn, withQuestion } from '../../../src/writing/chat/chat.ts';
import { parseChat, printChat } from '../../../src/writing/chat/chatFile.ts';
import { checkDocument } from '../../../src/writing/check/checkDocument.ts';
import { parseKindFile } from '../../../src/writing/documents/kindFile.ts';
import { starterKindFile } from '../../../src/writing/documents/starterKind.ts';
import { type Draft, parseDraft } from '../../../src/writing/draft/draft.ts';
import { findResumePoint } from '../../../src/writing/draft/resumePoint.ts';
import { parseOutline } from '../../../src/writing/outline/outline.ts';
import { readDocument } from '../../../src/writing/outline/writtenDocument.ts';

/** More of them: FUZZ=10000 npx vitest run test/unit/writing/filesFuzz.test.ts */
const MUTATIONS = Number(process.env.FUZZ ?? 300);

const DOCUMENT = '# 题目\n\n## 一、甲\n\n正文。\n\n```js\nx\n```\n\n- 要点\n\n| 表 | 头 |\n| --- | --- |\n';
const draft: Draft = {
  formatVersion: 1,
  id: 'd1',
  title: '升级工作总结',
  state: 'stopped',
  request: {
    ...validateRequest({ kind: 'report', topic: '升级', points: ['甲'], length: 120 }),
    language: 'zh',
  },
  outline: parseOutline('一、概述（约60字）：甲\n二、进展（约60字）：乙'),
  written: { bodies: ['第一节。'], partial: '第二' },
  place: 'untitled:Untitled-1',
  savedAt: '2026-01-01T00:00:00.000Z',
};
const record = { ...draft, out: 'new.md', modelName: 'demo', sourceFiles: ['notes.md'] };
const chat = withLastTurn(withQuestion(newChat('a-1'), '总结', [{ name: 'a.md', text: '甲' }]), {
  answer: '**好**',
  end: 'end',
});
const MESSAGE = JSON.stringify({ type: 'edit', turn: 0, text: '问', materials: [0] });

const READERS: readonly (readonly [string, string, (text: string) => unknown])[] = [
  ['a kind', starterKindFile('会议纪要', 'zh'), (text) => parseKindFile({ path: 'kind.md', text })],
  ['a source', DOCUMENT, (text) => validateSources([{ name: 'source.md', text }])],
  ['a document', DOCUMENT, (text) => [readDocument(text), checkDocument(text, {} as never)]],
  ['a draft', JSON.stringify(draft), (text) => findResumePoint(DOCUMENT, parseDraft(text, 'd.json'))],
  ['a record in the terminal', JSON.stringify(record), (text) => parseDocumentRecord(text, 'd.json')],
  ['a conversation', printChat(chat), (text) => parseChat(text, 'a-1.json')],
  [
    'a message of the page',
    MESSAGE,
    (text) => v.safeParse(v.pipe(v.string(), v.parseJson(), FROM_PAGE), text).success,
  ],
];

describe.each(READERS)('%s, whatever of it is another', (_name, text, read) => {
  it('is read, or refused in words, at once', () => {
    const random = mulberry32(9);
    for (let n = 0; n < MUTATIONS; n++) {
      const changed =
        text.startsWith('{') && random() < 0.5 ? withOtherValue(text, random) : mutated(text, random);
      const started = performance.now();
      try {
        read(changed);
      } catch (error) {
        expect(error, JSON.stringify(changed)).toBeInstanceOf(UserError);
      }
      expect(performance.now() - started, JSON.stringify(changed)).toBeLessThan(2000);
    }
  });
});

it('A draft whose id would lead out of its folder is none', () => {
  expect(() => parseDraft(JSON.stringify({ ...draft, id: '../../x' }), 'd.json')).toThrow(UserError);
  expect(parseDraft(JSON.stringify(draft), 'd.json')).toEqual(draft);
});

it('A draft of a kind of one’s own is read as it was saved', () => {
  const kind = parseKindFile({ path: 'kind.md', text: starterKindFile('会议纪要', 'zh') });
  const own = { ...draft, request: { ...draft.request, kind } };
  expect(parseDraft(JSON.stringify(own), 'd.json')).toEqual(own);
});

const ODD_VALUES = [null, true, 0, -1, 0.5, 1e300, '', 'x', '../x', [], {}, [null], { id: 'x' }];

/** JSON with one value, at whatever depth, of another kind. */
function withOtherValue(text: string, random: () => number): string {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const root: unknown = JSON.parse(text);
  let place = root as Record<string, unknown>;
  for (;;) {
    const key = pick(Object.keys(place));
    const value = place[key];
    if (typeof value === 'object' && value !== null && Object.keys(value).length > 0 && random() < 0.7) {
      place = value as Record<string, unknown>;
      continue;
    }
    if (random() < 0.2) delete place[key];
    else place[key] = pick(ODD_VALUES);
    return JSON.stringify(root);
  }
}

const PIECES = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'null',
  '-1',
  '1e999',
  '../',
  '\0',
  '\ud800',
  '\n---\n',
  '__proto__',
  '# ',
];

/** A few places cut, doubled, or replaced by something odd. */
function mutated(text: string, random: () => number): string {
  let changed = text;
  for (let count = 1 + random() * 3; count >= 1; count--) {
    const [from, to] = [random(), random()]
      .map((share) => Math.floor(share * changed.length))
      .sort((a, b) => a - b);
    const piece = PIECES[Math.floor(random() * PIECES.length)] ?? '';
    const kind = random();
    if (kind < 0.4) changed = changed.slice(0, from) + piece + changed.slice(from);
    else if (kind < 0.7) changed = changed.slice(0, from) + piece + changed.slice((from ?? 0) + 1);
    else if (kind < 0.9) changed = changed.slice(0, from) + changed.slice(to);
    else changed += changed.slice(from, to).repeat(20);
  }
  return changed;
}
