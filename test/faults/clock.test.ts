import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HttpError } from '../../src/hub/download/hubClient.ts';
import { withRetries } from '../../src/hub/download/retry.ts';
import { withLock } from '../../src/shared/files/folderLock.ts';
import { LONGEST_WAIT_MS, parseRetryAfter } from '../../src/shared/retryDelay.ts';
import { validateRequest } from '../../src/writing/brief/request.ts';
import { type Draft, DraftRecorder } from '../../src/writing/draft/draft.ts';
import { inTemporaryFolder } from '../support/checkpoint.ts';
import { collect, engineStarter, never, request } from '../support/engines.ts';

const DAY = 24 * 60 * 60 * 1000;
const source = path.resolve(import.meta.dirname, '../../src');

/** Where the time of day itself is wanted: names, dates for people and protocols, and `Retry-After`, which may be a date. */
const TIME_OF_DAY = [
  'editor/revision/revisionReview.ts',
  'engine/remote/httpClient.ts',
  'hub/download/hubClient.ts',
  'service/openai/replyOptions.ts',
  'service/openai/routes.ts',
  'sidecar/savedCaches.ts',
  'writing/draft/draft.ts',
];

describe('A clock that jumps', () => {
  const start = engineStarter();

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  const jump = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

  it.each([1, -1])('by days (%d) while an answer streams changes nothing', async (days) => {
    const engine = start();
    const before = await collect(engine.stream(request(), never));
    const events = [];
    for await (const event of engine.stream(request({ slot: 'jump' }), never)) {
      events.push(event);
      jump(days * DAY);
    }
    expect(events).toEqual(before);
  });

  it('does not let a sidecar that crashes again and again be started for ever', async () => {
    const engine = start({
      log: (line) => {
        const [, pid] = /^sidecar started, pid (\d+)$/.exec(line) ?? [];
        if (pid) process.kill(Number(pid), 'SIGKILL');
      },
    });
    for (let crash = 0; crash < 5; crash++) {
      await expect(engine.info()).rejects.toMatchObject({ code: 'interrupted' });
      jump(DAY);
    }
    await expect(engine.info()).rejects.toThrow(/crashed five times/);
  });

  it('back by a day does not keep a draft from being saved', async () => {
    const saved: Draft[] = [];
    const recorder = new DraftRecorder(emptyDraft(), (draft) => saved.push(draft));
    recorder.follow({ type: 'text', part: 'heading', delta: '# 题目\n\n' });
    jump(-DAY);
    await vi.waitFor(
      () => {
        recorder.follow({ type: 'text', part: 'body', delta: '字' });
        expect(saved.at(-1)?.written.partial).toMatch(/^字+$/);
      },
      { timeout: 120_000 },
    );
  });

  it.each([1, -1])('by days (%d) opens no lock that another holds', (days) =>
    inTemporaryFolder(async (folder) => {
      await withLock(folder, 'the folder', async () => {
        jump(days * DAY);
        const other = withLock(folder, 'the folder', async () => 'in');
        await expect(other).rejects.toThrow(/process \d+ is at it/);
      });
      expect(await withLock(folder, 'the folder', async () => 'in')).toBe('in');
    }),
  );

  it.each([1, -1])(
    'by days (%d) has no download wait for days until the time that a server named',
    async (days) => {
      const cancel = new AbortController();
      const delays: number[] = [];
      const attempt = async () => {
        const asked = new Date(Date.now() + 5000).toUTCString();
        jump(days * DAY);
        throw new HttpError(503, new URL('http://host/file'), parseRetryAfter(asked, Date.now()));
      };
      const onRetry = (_failure: unknown, delay: number) => {
        delays.push(delay);
        cancel.abort();
      };
      await expect(withRetries(attempt, { onRetry, signal: cancel.signal })).rejects.toThrow();
      expect(delays).toHaveLength(1);
      expect(delays[0]).toBeLessThanOrEqual(LONGEST_WAIT_MS);
    },
  );

  it('is looked at only for the time of day, and never for how long something took', async () => {
    const files = (await readdir(source, { recursive: true })).filter((file) => file.endsWith('.ts'));
    const users = [];
    for (const file of files.sort()) {
      if (/Date\.now\(/.test(await readFile(path.join(source, file), 'utf8'))) users.push(file);
    }
    expect(users).toEqual(TIME_OF_DAY);
  });
});

function emptyDraft(): Draft {
  return {
    formatVersion: 1,
    id: 'draft',
    title: '题目',
    state: 'writing',
    request: {
      ...validateRequest({ kind: 'report', topic: '题目', points: [], length: 100 }),
      language: 'zh',
    },
    outline: { sections: [] },
    written: { bodies: [] },
    place: 'untitled:Untitled-1',
    savedAt: new Date().toISOString(),
  };
}
