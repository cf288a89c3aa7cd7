import { describe, expect, it } from 'vitest';
import { newChat, withLastTurn, withQuestion } from '../../../../src/writing/chat/chat.ts';
import { parseChat, printChat } from '../../../../src/writing/chat/chatFile.ts';

const material = { name: '报告.md', text: '第一季度\n完成。' };
const chat = withLastTurn(withQuestion(newChat('a-1'), '总结', [material]), { answer: '**好**', end: 'end' });

describe('A kept chat', () => {
  it('is read as it was written', () => {
    expect(parseChat(printChat(chat), 'a-1.json')).toEqual(chat);
  });

  it('whose answer was under way when the program ended counts as stopped, with what there is of it', () => {
    const writing = withLastTurn(chat, { answer: '一半', end: 'writing' });
    expect(parseChat(printChat(writing), 'a-1.json').turns[0]).toMatchObject({
      answer: '一半',
      end: 'stopped',
    });
  });

  it.each([
    ['no JSON', '{"formatVersion":1,', /JSON/],
    ['another version', JSON.stringify({ ...chat, formatVersion: 2 }), /formatVersion/],
    ['a turn without a question', JSON.stringify({ ...chat, turns: [{}] }), /turns\.0\.question/],
    ['an id that leads out of its folder', JSON.stringify({ ...chat, id: '../x' }), /id: /],
    ['no object', 'null', /cannot be read/],
  ])('that is %s is refused in words', (_, text, reason) => {
    const read = () => parseChat(text, 'broken.json');
    expect(read).toThrow(/the saved conversation broken\.json — it cannot be read: .*; it was left as it is/);
    expect(read).toThrow(reason);
  });
});
