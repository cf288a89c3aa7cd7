import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/shared/errors.ts';
import { parseLength, parsePoints, parseTopic, validateRequest } from '../../../src/writing/brief/request.ts';
import { findKind } from '../../../src/writing/documents/index.ts';

describe('a request', () => {
  it('is trimmed', () => {
    const request = {
      kind: 'report',
      topic: '  客服\n升级 ',
      points: [' 知识库 ', '', '工单、排班'],
      length: 300,
    };
    expect(validateRequest(request)).toEqual({
      kind: 'report',
      topic: '客服 升级',
      points: ['知识库', '工单', '排班'],
      length: 300,
    });
  });

  it.each(['', '  ', '\n'])('needs a topic, which %j is not', (topic) => {
    expect(() => parseTopic(topic)).toThrow(UsageError);
  });

  it.each([0, -1, 20_001, 1_000_000, Number.NaN, 12.5, '', 'abc', '8e2', '0x10'])(
    'needs a length, which %j is not',
    (length) => {
      expect(() => parseLength(length)).toThrow(/whole number from 1 to .*for example 800/);
    },
  );

  it('takes a length as text', () => {
    expect(parseLength(' 800 ')).toBe(800);
  });

  it('takes points separated in any way, each once', () => {
    expect(parsePoints('甲，乙、丙;丁\n甲')).toEqual(['甲', '乙', '丙', '丁']);
  });
});

describe('findKind', () => {
  it('finds a kind by its id and by its Chinese name', () => {
    expect(findKind('plan')).toBe(findKind('工作计划'));
  });

  it('names the kinds that there are when there is none of that name', () => {
    expect(() => findKind('诗歌')).toThrow(/report \(工作总结\), plan \(工作计划\)/);
  });
});
