// What the tenth turn of a chat costs: tokens computed with the KV cache of the turns before, and without it.
// Usage: [MODEL=<model folder>] npm run bench -- chatTurns
import path from 'node:path';
import { it } from 'vitest';
import type { Usage } from '../../src/engine/engine.ts';
import { SidecarEngine } from '../../src/engine/sidecar/sidecarEngine.ts';
import { newChat, withLastTurn, withQuestion } from '../../src/writing/chat/chat.ts';
import { answerChat } from '../../src/writing/chat/chatAnswer.ts';

it('turn 10', async () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const engine = new SidecarEngine({
    sidecarPath: path.join(root, 'dist/sidecar.js'),
    modelFolder: process.env.MODEL ?? path.join(root, 'media/demo-model'),
    log: () => undefined,
  });
  const { signal } = new AbortController();
  let chat = newChat('bench');
  const ask = async (slot: string): Promise<{ usage: Usage | undefined; answer: string; ms: number }> => {
    const started = performance.now();
    let answer = '';
    let usage: Usage | undefined;
    let ms = Number.NaN;
    for await (const event of answerChat(engine, chat, slot, signal)) {
      if (event.type === 'text' && answer === '') ms = performance.now() - started;
      if (event.type === 'text') answer += event.text;
      if (event.type === 'done') usage = event.usage;
    }
    return { usage, answer, ms };
  };
  for (let turn = 1; turn <= 10; turn++) {
    chat = withQuestion(chat, '你能做什么？', []);
    const cached = await ask('chat:bench');
    if (turn === 10) {
      const fresh = await ask('chat:fresh');
      const computed = ({ usage }: typeof cached) =>
        usage ? usage.promptTokens - usage.reusedTokens : Number.NaN;
      console.log({
        promptTokens: cached.usage?.promptTokens,
        computedWithCache: computed(cached),
        computedWithout: computed(fresh),
        ratio: (computed(cached) / computed(fresh)).toFixed(4),
        firstTextMs: Math.round(cached.ms),
        firstTextWithoutMs: Math.round(fresh.ms),
      });
    }
    chat = withLastTurn(chat, { answer: cached.answer, end: 'end' });
  }
  await engine.dispose();
});
