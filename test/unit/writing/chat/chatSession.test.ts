import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../src/engine/engine.ts';
import { mulberry32 } from '../../../../src/shared/random.ts';
import { type Chat, newChat } from '../../../../src/writing/chat/chat.ts';
import { parseChat, printChat } from '../../../../src/writing/chat/chatFile.ts';
import { ChatSession } from '../../../../src/writing/chat/chatSession.ts';
import { conversationOf, ScriptedEngine } from '../../support/scriptedEngine.ts';

/** No character of it comes twice. */
const LONG_TEXT = String.fromCodePoint(...Array.from({ length: 500 }, (_, at) => 0x4e00 + at));

/** A session with what its listener was told. */
function sessionOf(engine: Engine) {
  const saved: Chat[] = [];
  const failures: unknown[] = [];
  const states: string[] = [];
  let streamed = '';
  let thought = '';
  let onText = (): void => undefined;
  const session: ChatSession = new ChatSession(newChat('c1'), () => engine, {
    changed: () => states.push(session.activity.state),
    text: (delta) => {
      streamed += delta;
      onText();
    },
    thinking: (delta) => {
      thought += delta;
    },
    save: (chat) => saved.push(chat),
    failed: (error) => failures.push(error),
  });
  return {
    session,
    saved,
    failures,
    states,
    streamed: () => streamed,
    thought: () => thought,
    onText: (act: () => void) => {
      onText = act;
    },
  };
}

const answers = () => sessionOf(new ScriptedEngine((prompt) => `关于${prompt}的一个回答`));

describe('A chat', () => {
  it('streams an answer, and the next question comes with what was said before', async () => {
    const engine = new ScriptedEngine((prompt) => `回答${prompt}`);
    const { session, states, streamed } = sessionOf(engine);
    await session.ask('一', []);
    await session.ask('二', []);
    expect(session.chat.turns.map(({ answer, end }) => [answer, end])).toEqual([
      ['回答一', 'end'],
      ['回答二', 'end'],
    ]);
    expect(streamed()).toBe('回答一回答二');
    expect([...new Set(states)]).toEqual(['starting', 'writing', 'idle']);
    const [, second] = engine.requests;
    expect(second?.slot).toBe('chat:c1');
    expect(second?.priority).toBe('chat');
    expect(second && conversationOf(second).map(({ content }) => content)).toEqual(['一', '回答一', '二']);
  });

  it('shows what the model thinks apart, keeps it, and never sends it again', async () => {
    const engine = new ScriptedEngine((prompt) => `回答${prompt}`);
    engine.thoughts = '先想一想。';
    const { session, states, streamed, thought } = sessionOf(engine);
    await session.ask('一', []);
    await session.ask('二', []);
    expect([thought(), streamed()]).toEqual(['先想一想。先想一想。', '回答一回答二']);
    expect([...new Set(states)]).toEqual(['starting', 'thinking', 'writing', 'idle']);
    expect(parseChat(printChat(session.chat), 'c1').turns[0]).toMatchObject({
      thinking: '先想一想。',
      answer: '回答一',
    });
    expect(engine.requests.map(({ thinking }) => thinking)).toEqual([true, true]);
    expect(JSON.stringify(engine.requests)).not.toContain('先想');
  });

  it('takes its title from the first question', async () => {
    const { session } = answers();
    await session.ask(`  ${'长'.repeat(80)}\n第二行`, []);
    expect(session.chat.title).toBe(`${'长'.repeat(60)}…`);
  });

  it('keeps what was written when it is stopped', async () => {
    const { session, saved, onText, failures } = answers();
    onText(() => session.stop());
    await session.ask('长文', []);
    expect(session.chat.turns[0]).toMatchObject({ answer: '关于长', end: 'stopped' });
    expect(saved.at(-1)).toEqual(session.chat);
    expect(session.isRunning).toBe(false);
    expect(failures).toEqual([]);
  });

  it('stops at once although the model is still being loaded', async () => {
    const engine = new ScriptedEngine(() => '');
    engine.info = () => new Promise(() => undefined);
    const { session } = sessionOf(engine);
    const asking = session.ask('问', []);
    session.stop();
    await asking;
    expect(session.chat.turns[0]).toMatchObject({ answer: '', end: 'stopped' });
  });

  it('has an edited question answered anew, cuts what follows, and can bring it back', async () => {
    const { session } = answers();
    for (const question of ['一', '二', '三']) await session.ask(question, []);
    const before = session.chat.turns;
    await session.edit(1, '贰', []);
    expect(session.chat.turns.map(({ question }) => question)).toEqual(['一', '贰']);
    expect(session.canRestore).toBe(true);
    session.restore();
    expect(session.chat.turns).toEqual(before);
    expect(session.canRestore).toBe(false);
  });

  it('is named anew when its first question is edited, unless a person named it', async () => {
    const { session } = answers();
    await session.ask('一', []);
    await session.edit(0, '壹', []);
    expect(session.chat.title).toBe('壹');
    session.rename('我的对话');
    await session.edit(0, '1', []);
    expect(session.chat.title).toBe('我的对话');
  });

  it('answers a question again, with its material', async () => {
    const engine = new ScriptedEngine((_, history) => `第${history.length}`);
    const { session } = sessionOf(engine);
    await session.ask('一', [{ name: 'a.md', text: '文' }]);
    await session.regenerate(0);
    expect(engine.requests).toHaveLength(2);
    expect(engine.requests[1]?.input).toEqual(engine.requests[0]?.input);
    expect(session.chat.turns).toHaveLength(1);
  });

  it('tells of a failure in its turn, once, and the next try can succeed', async () => {
    const engine = new ScriptedEngine((prompt) => prompt);
    const stream = engine.stream.bind(engine);
    engine.stream = () => {
      throw new Error('the engine is gone');
    };
    const { session, failures } = sessionOf(engine);
    await session.ask('问', []);
    expect(session.chat.turns[0]).toMatchObject({ end: 'failed', error: 'the engine is gone' });
    expect(failures).toHaveLength(1);
    engine.stream = stream;
    await session.regenerate(0);
    expect(session.chat.turns[0]).toMatchObject({ answer: '问', end: 'end' });
    expect(session.chat.turns[0]).not.toHaveProperty('error');
  });

  it('has one answer under way at a time', async () => {
    const { session } = answers();
    await Promise.all([session.ask('一', []), session.ask('二', []), session.regenerate(0)]);
    expect(session.chat.turns.map(({ question }) => question)).toEqual(['一']);
  });

  it('stops a model that repeats itself without end, and keeps what came before', async () => {
    const { session } = sessionOf(new ScriptedEngine(() => `围绕${'绕'.repeat(5000)}`));
    await session.ask('问', []);
    expect(session.chat.turns[0]).toMatchObject({ answer: '围绕', end: 'looping' });
    expect(session.isRunning).toBe(false);
  });

  it('says when an answer was cut off at its greatest length', async () => {
    const { session } = sessionOf(new ScriptedEngine(() => LONG_TEXT, 100));
    await session.ask('问', []);
    expect(session.chat.turns[0]).toMatchObject({ answer: LONG_TEXT.slice(0, 25), end: 'length' });
  });
});

describe('Whatever a page sends, in whatever order,', () => {
  it('leaves a chat that can be kept and read, and no failure', async () => {
    const { session, failures, saved } = answers();
    const random = mulberry32(24);
    const index = () => [0, 1, 2, 7, 1e15][Math.floor(random() * 5)] ?? 0;
    const texts = ['', '  ', '一', '\u0000<_end>', '字'.repeat(9000)];
    const text = () => texts[Math.floor(random() * texts.length)] ?? '';
    const sent = [
      () => session.ask(text(), [{ name: text(), text: text() }]),
      () => session.edit(index(), text(), []),
      () => session.regenerate(index()),
      () => session.stop(),
      () => session.restore(),
      () => session.rename(text()),
    ];
    const running: unknown[] = [];
    for (let count = 0; count < 300; count++) {
      running.push(sent[Math.floor(random() * sent.length)]?.());
      if (random() < 0.5) await Promise.all(running.splice(0));
    }
    await Promise.all(running);
    expect(failures).toEqual([]);
    for (const chat of saved) expect(parseChat(printChat(chat), 'chat.json').id).toBe('c1');
    expect(session.isRunning).toBe(false);
  });
});
