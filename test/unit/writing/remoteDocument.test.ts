import { afterEach, describe, expect, it } from 'vitest';
import type { DocumentRequest } from '../../../src/writing/brief/request.ts';
import { complete } from '../../../src/writing/completion/complete.ts';
import type { ComposerEvent, WrittenSoFar } from '../../../src/writing/draft/composer.ts';
import { revise } from '../../../src/writing/revision/revise.ts';
import { lengthScore, repetition } from '../../../src/writing/text/measure.ts';
import { planAsked, writeAsked } from '../../support/askedDocument.ts';
import { outlineCoverage } from '../../support/outlineCoverage.ts';
import {
  breakAfter,
  chatEvents,
  completionEvents,
  type Handler,
  ModelServer,
  models,
  type Received,
  stream,
} from '../support/modelServer.ts';
import { continuingWriter, planAnswer } from '../support/prose.ts';
import { connectTo } from '../support/remoteClient.ts';
import type { Script } from '../support/scriptedEngine.ts';

const request: DocumentRequest = {
  kind: 'report',
  topic: '客服升级',
  points: ['知识库', '工单流转'],
  length: 1500,
};
const TITLES = ['工作概述', '知识库', '工单流转', '问题与不足', '下一步计划'];
const PLAN = planAnswer(
  Object.fromEntries(TITLES.map((title) => [title, [`${title}的做法`, `${title}的成效`]])),
);
const CHAT = '/v1/chat/completions';
const never = new AbortController().signal;

let server: ModelServer;

afterEach(() => server.close());

/** The last message of a conversation. */
function promptOf({ body }: Received): string {
  return (body.messages as { content: string }[]).at(-1)?.content ?? '';
}

function isPlanPrompt(prompt: string): boolean {
  return prompt.includes('只用JSON回答');
}

/** Answers a conversation by a script, a few characters in each event. */
function answering(script: Script): Handler {
  return (response, received) => {
    const prompt = promptOf(received);
    const text = isPlanPrompt(prompt)
      ? PLAN
      : script(prompt, [], { maxTokens: received.body.max_tokens } as never);
    return stream([chatEvents(text.match(/.{1,40}/gs) ?? []).join('')])(response, received);
  };
}

async function writeOn(engine: ReturnType<typeof connectTo>['engine'], written?: WrittenSoFar) {
  const outline = await planAsked(engine, request, never);
  const events: ComposerEvent[] = [];
  let error: unknown;
  try {
    for await (const event of writeAsked(engine, request, outline, never, written)) events.push(event);
  } catch (cause) {
    error = cause;
  }
  const text = events.map((event) => (event.type === 'text' ? event.delta : '')).join('');
  const bodies = events.flatMap((event) => (event.type === 'sectionDone' ? [event.body] : []));
  return { outline, events, text, bodies, error };
}

describe('On a remote engine', () => {
  it('a whole document is written: every point and heading, the length asked for, no repetition', async () => {
    server = await ModelServer.start({
      '/v1/models': models('TeleChat-115B'),
      [CHAT]: answering(continuingWriter(1)),
    });
    const { outline, text, events, error } = await writeOn(connectTo(server.url).engine);
    expect(error).toBeUndefined();
    const finished = events.at(-1);
    if (finished?.type !== 'finished') throw new Error('not finished');
    expect(finished.sections).toBe(5);
    expect(lengthScore(request.length, finished.characters)).toBeGreaterThan(90);
    expect(outlineCoverage(text, outline.sections)).toEqual({ planned: 5, present: 5, extra: 0 });
    expect(repetition(text, 4)).toBeLessThan(5);
    expect(text.match(/^## .*$/gm)).toEqual(
      TITLES.map((title, index) => `## ${'一二三四五'[index]}、${title}`),
    );
  });

  it('a document whose server fails in a section keeps what came and is resumed there', async () => {
    const writing = answering(continuingWriter(1));
    const breaking = breakAfter(chatEvents(['服务器在这里断开之前写下的半句话。还有']).slice(0, 2));
    let sections = 0;
    server = await ModelServer.start({
      '/v1/models': models('TeleChat-115B'),
      [CHAT]: (response, received) => {
        const isSection = !isPlanPrompt(promptOf(received)) && ++sections === 3;
        return (isSection ? breaking : writing)(response, received);
      },
    });
    const { engine } = connectTo(server.url);
    const broken = await writeOn(engine);
    expect(broken.error).toMatchObject({ code: 'interrupted' });
    expect(broken.bodies.length).toBeGreaterThan(0);
    expect(broken.text).toContain('服务器在这里断开之前写下的半句话。');
    const resumed = await writeOn(engine, { bodies: broken.bodies });
    expect(resumed.error).toBeUndefined();
    expect(resumed.events.at(-1)).toMatchObject({ type: 'finished', sections: 5 });
    expect(resumed.text).toContain('## 五、下一步计划');
    expect(resumed.text).not.toContain('## 一、工作概述');
  });

  it('a passage is revised', async () => {
    server = await ModelServer.start({
      '/v1/models': models('TeleChat-12B'),
      [CHAT]: stream(chatEvents(['全年共受理客户来电一万二千次，', '满意度显著提升。'])),
    });
    const { engine } = connectTo(server.url);
    const events = revise(engine, { mode: 'polish', text: '今年接了一万二千个电话，满意度提高了。' }, never);
    let text = '';
    for await (const event of events) if (event.type === 'finished') text = event.text;
    expect(text).toBe('全年共受理客户来电一万二千次，满意度显著提升。');
  });

  it('a sentence is completed, from a raw text and where the server takes none', async () => {
    server = await ModelServer.start({
      '/v1/models': models('TeleChat-12B'),
      '/v1/completions': stream(completionEvents(['客户满意度', '达到百分之九十五。'])),
      [CHAT]: stream(chatEvents(['客户满意度达到百分之九十五。'])),
    });
    const cursor = { before: '# 工作总结\n\n今年，', after: '', isMarkdown: true };
    const { engine } = connectTo(server.url);
    expect(await complete(engine, cursor, 8192, never)).toEqual({ text: '客户满意度达到百分之九十五。' });
    delete server.handlers['/v1/completions'];
    expect(await complete(engine, cursor, 8192, never)).toEqual({ text: '客户满意度达到百分之九十五。' });
    expect(server.to(CHAT)).toHaveLength(1);
  });
});
