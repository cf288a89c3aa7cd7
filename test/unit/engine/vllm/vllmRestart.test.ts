import { afterEach, describe, expect, it } from 'vitest';
import { validateRequest } from '../../../../src/writing/brief/request.ts';
import { type Draft, DraftRecorder } from '../../../../src/writing/draft/draft.ts';
import { findResumePoint } from '../../../../src/writing/draft/resumePoint.ts';
import { planAsked, writeAsked } from '../../../support/askedDocument.ts';
import { outlineCoverage } from '../../../support/outlineCoverage.ts';
import { connectTo } from '../../support/remoteClient.ts';
import { PATIENCE, servedModel, usualOptions, VllmServer, vllmIsAbsent } from './vllmServer.ts';

const REQUEST = { kind: 'report', topic: '客服系统升级', points: ['知识库'], length: 800, seed: 1 };
const never = new AbortController().signal;

describe.skipIf(vllmIsAbsent())('A real vLLM that is killed in mid-document', PATIENCE, () => {
  let server: VllmServer;

  afterEach(() => server?.kill());

  it('and started again has the draft resumed by the same engine, at the character where it broke off', async () => {
    server = await VllmServer.start(servedModel, usualOptions);
    const { engine } = connectTo(server.url);
    const outline = await planAsked(engine, REQUEST, never);
    let draft = emptyDraft(outline);
    const recorder = new DraftRecorder(draft, (saved) => {
      draft = saved;
    });
    let document = '';
    let isKilled = false;
    const writing = (async () => {
      for await (const event of writeAsked(engine, REQUEST, outline, never)) {
        recorder.follow(event);
        if (event.type === 'text') document += event.delta;
        const isAnswer = event.type === 'text' && event.part === 'body' && /[，。]/.test(event.delta);
        if (!isAnswer || isKilled || draft.written.bodies.length === 0) continue;
        isKilled = true;
        await server.kill();
      }
    })();
    // Between two answers of a section there is no connection that breaks.
    const code = expect.stringMatching(/^(interrupted|unavailable)$/);
    await expect(writing).rejects.toMatchObject({ code });
    recorder.stop();

    server = await VllmServer.start(servedModel, usualOptions, server.port);
    const point = findResumePoint(document, draft);
    expect(point).toMatchObject({ offset: document.trimEnd().length, before: '' });
    const before = document.slice(0, point?.offset);
    let after = '';
    let end = '';
    for await (const event of writeAsked(engine, REQUEST, outline, never, point?.written)) {
      if (event.type === 'text') after += event.delta;
      end = event.type;
    }
    expect(end).toBe('finished');
    const { length } = outline.sections;
    const coverage = outlineCoverage(before + after, outline.sections);
    expect(coverage).toEqual({ planned: length, present: length, extra: 0 });
  });
});

function emptyDraft(outline: Draft['outline']): Draft {
  return {
    formatVersion: 1,
    id: 'vllm',
    title: '',
    state: 'writing',
    request: { ...validateRequest(REQUEST), language: 'zh' },
    outline,
    written: { bodies: [] },
    place: 'file:///report.md',
    following: '',
    savedAt: '',
  };
}
