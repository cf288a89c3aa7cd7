import { describe, expect, it } from 'vitest';
import { type Chat, newChat, withLastTurn, withQuestion } from '../../../../src/writing/chat/chat.ts';
import { searchChats } from '../../../../src/writing/chat/chatSearch.ts';

function chatOf(id: string, question: string, answer: string, updatedAt: string): Chat {
  return { ...withLastTurn(withQuestion(newChat(id), question, []), { answer, end: 'end' }), updatedAt };
}

const chats = [
  chatOf('old', '写一份周报', '本周完成了OKR评审和客服系统的升级。', '2026-01-01T00:00:00Z'),
  chatOf('new', 'Draft an email', 'Dear colleagues, the weekly report is ready.', '2026-03-01T00:00:00Z'),
  chatOf('mid', '客服系统怎么升级', '先备份，再升级。', '2026-02-01T00:00:00Z'),
];
const idsOf = (search: string) => searchChats(chats, search).map(({ chat }) => chat.id);

describe('Searching chats', () => {
  it('without words lists all, the latest first', () => {
    expect(idsOf('  ')).toEqual(['new', 'mid', 'old']);
  });

  it('finds words in titles, questions and answers; titles come first', () => {
    expect(idsOf('客服')).toEqual(['mid', 'old']);
    expect(idsOf('colleagues')).toEqual(['new']);
  });

  it('wants every word, wherever it is', () => {
    expect(idsOf('周报 客服')).toEqual(['old']);
    expect(idsOf('周报 email')).toEqual([]);
  });

  it('ignores case and full-width forms, and shows where the word is', () => {
    const [found] = searchChats(chats, 'ｏｋｒ');
    expect(found?.chat.id).toBe('old');
    expect(found?.excerpt).toContain('OKR评审');
    expect(searchChats(chats, '周报')[0]?.excerpt).toBe('');
  });
});
