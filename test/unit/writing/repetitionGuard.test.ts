import { describe, expect, it } from 'vitest';
import { RepetitionGuard } from '../../../src/writing/text/repetitionGuard.ts';

const FIRST = '针对知识库中存在的薄弱环节，我们组织了三次专题研讨，形成了可执行的改进清单。';
const SIMILAR = FIRST.replace('三次', '五次');
const OTHER = '下一步将完善工单流转机制，并在年底前完成验收。';

/** What a guard lets through of a text that comes a character at a time. */
function pass(text: string, leastNew = 0.15): string {
  const guard = new RepetitionGuard();
  guard.leastNew = leastNew;
  let shown = '';
  for (const character of text) shown += guard.push(character);
  return shown + guard.restart();
}

describe('RepetitionGuard', () => {
  it.each([
    `${FIRST}${OTHER}`,
    `${FIRST}\n\n${OTHER}`,
    'It was late. The backup failed twice.\n\nWe tested it again.',
    '- 目标\n- 路径\n- 成效',
    '没有结尾的文字',
    '',
  ])('lets new text through as it is: %j', (text) => {
    expect(pass(text)).toBe(text);
  });

  it('leaves out a sentence that differs from an earlier one in a word', () => {
    expect(pass(`${FIRST}${SIMILAR}${OTHER}`)).toBe(`${FIRST}${OTHER}`);
    expect(pass(`${FIRST}${SIMILAR}${OTHER}`, 0.03)).toBe(`${FIRST}${SIMILAR}${OTHER}`);
  });

  it('leaves out a paragraph whose sentences were all said, in whatever order', () => {
    const more = '知识库的条目新增一千二百条，命中率达到九成以上。';
    expect(pass(`${FIRST}${OTHER}\n\n${OTHER}${FIRST}\n\n${more}`)).toBe(`${FIRST}${OTHER}\n\n${more}`);
  });

  it('leaves no wider gap where something was left out', () => {
    expect(pass(`- ${FIRST}\n- ${FIRST}\n- ${OTHER}`)).toBe(`- ${FIRST}\n- ${OTHER}`);
    expect(pass(`${FIRST}${SIMILAR}\n\n${OTHER}`)).toBe(`${FIRST}\n\n${OTHER}`);
    expect(pass(`${FIRST}\n\n${SIMILAR}${OTHER}`)).toBe(`${FIRST}\n\n${OTHER}`);
  });

  it('shows a new sentence before it has ended', () => {
    const guard = new RepetitionGuard();
    expect(guard.push(FIRST.slice(0, 20))).not.toBe('');
  });

  it('stops at three repetitions in a row', () => {
    const guard = new RepetitionGuard();
    guard.learn(FIRST);
    guard.push(`${SIMILAR}${OTHER}${SIMILAR}${SIMILAR}`);
    expect(guard.repeated).toBe(false);
    guard.push(SIMILAR);
    expect(guard.repeated).toBe(true);
    expect(guard.push('不再显示')).toBe('');
  });

  it('shows nothing of a character that comes again and again', () => {
    expect(pass(`${FIRST}首先，关于技${'术'.repeat(100)}`)).toBe(FIRST);
  });

  it('stops at a character that comes five times in a row, and shows two of it at most', () => {
    const guard = new RepetitionGuard();
    const shown = guard.push(`${OTHER}春夏秋冬东西南北金木水火土${'头'.repeat(30)}`);
    expect(guard.repeated).toBe(true);
    expect(shown).toBe(`${OTHER}春夏秋冬东西南北金木水火土头头`);
  });

  it('knows what was there before', () => {
    const guard = new RepetitionGuard();
    guard.learn(`${OTHER}\n\n${FIRST}`);
    expect(guard.push(FIRST) + guard.restart()).toBe('');
  });
});
