import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { childOf } from '../support/processes.ts';
import { type Ended, finish, startCommand, untilProse } from '../support/terminal.ts';

const WRITE = ['write', '--kind', 'report', '--topic', '年度工作', '--length', '900', '--seed', '1'];
const OUTLINE =
  '一、概述（约300字）\n- 甲方案\n二、进展（约300字）\n- 乙项目\n三、计划（约300字）\n- 丙安排\n';
const HEADINGS = ['# 年度工作总结', '## 一、概述', '## 二、进展', '## 三、计划'];

let folder: string;
const inFolder = (name: string) => path.join(folder, name);
const contents = (name: string) => readFile(inFolder(name), 'utf8');
const files = async () => (await readdir(folder)).sort();

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'telechat-resume-'));
  await writeFile(inFolder('outline.txt'), OUTLINE);
  await writeFile(inFolder('notes.md'), '今年完成了三个系统的升级，培训了四十名员工。\n');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Begins a document that takes a source and an outline, and ends it in mid-section. */
async function stop(end: NodeJS.Signals | 'EPIPE' | 'sidecar', ...args: string[]): Promise<void> {
  const command = [...WRITE, '--outline', 'outline.txt', '--source', 'notes.md', ...args];
  const child = startCommand(folder, ...command, ...(args.includes('--out') ? [] : ['--out', 'new.md']));
  const exited = once(child, 'exit');
  // Where the reader goes, there is no end of what is read.
  const ended = finish(child).catch(() => undefined);
  await untilProse(child);
  if (end === 'EPIPE') child.stdout?.destroy();
  else if (end === 'sidecar') process.kill(await childOf(child, 'sidecar.js'), 'SIGKILL');
  else child.kill(end);
  await Promise.all([exited, ended]);
}

function resume(file: string, ...args: string[]): Promise<Ended> {
  return finish(startCommand(folder, 'write', '--resume', file, ...args));
}

const headingsOf = (text: string) => [...text.matchAll(/^#.+$/gm)].map(String);

describe('A document that was stopped', () => {
  it.each(['SIGHUP', 'SIGINT', 'EPIPE', 'sidecar'] as const)(
    'by %s is gone on with where it stopped, to its end, and nothing else is left',
    async (end) => {
      await stop(end);
      const fragment = (await contents('new.md')).trimEnd();
      expect(headingsOf(fragment).length).toBeLessThan(HEADINGS.length);

      const { code, stderr } = await resume('new.md');
      expect(stderr).toMatch(/new\.md: \d+ characters in 3 sections/);
      expect(code).toBe(0);
      const whole = await contents('new.md');
      expect(whole.startsWith(fragment)).toBe(true);
      expect(headingsOf(whole)).toEqual(HEADINGS);
      expect(await files()).toEqual(['new.md', 'notes.md', 'outline.txt']);
    },
  );

  it('by a kill, of which it could say nothing, is gone on with from its unfinished file', async () => {
    await stop('SIGKILL');
    const fragment = await contents('new.unfinished.md');
    expect(await resume('new.unfinished.md')).toMatchObject({ code: 0 });
    const whole = await contents('new.md');
    expect(whole.startsWith(fragment.trimEnd())).toBe(true);
    expect(headingsOf(whole)).toEqual(HEADINGS);
    expect(await files()).toEqual(['new.md', 'notes.md', 'outline.txt']);
  });

  it('again and again has one fragment, and what a person changes in it stays', async () => {
    await stop('SIGTERM');
    const mine = (await contents('new.md')).replace('\n\n## ', '\n\n我写的前言。\n\n## ');
    await writeFile(inFolder('new.md'), `${mine.trimEnd()}我写的句子。`);
    const child = startCommand(folder, 'write', '--resume', 'new.md');
    const ended = finish(child);
    await untilProse(child);
    child.kill('SIGTERM');
    expect((await ended).stderr).toMatch(/is in new\.md, and goes on with: write --resume new\.md\n$/);
    expect(await files()).toEqual(['new.md', 'new.md.draft.json', 'notes.md', 'outline.txt']);
    expect(await resume('new.md')).toMatchObject({ code: 0 });
    expect(await contents('new.md')).toMatch(/我写的前言。[\s\S]*我写的句子。[\s\S]*三、计划/);
  });

  it('stays as a person changes it while it is gone on with: both are there', async () => {
    await stop('SIGTERM');
    const child = startCommand(folder, 'write', '--resume', 'new.md');
    const ended = finish(child);
    await untilProse(child);
    await writeFile(inFolder('new.md'), '我的');
    const { code, stderr } = await ended;
    expect(stderr).toMatch(/new\.md — it was changed while it was gone on with; .*new\.unfinished\.md/);
    expect(code).toBe(1);
    expect(await contents('new.md')).toBe('我的');
    expect(headingsOf(await contents('new.unfinished.md'))).toEqual(HEADINGS);
  });

  it('beside the file that it was to replace replaces it with --force alone', async () => {
    await writeFile(inFolder('old.md'), '旧的');
    await stop('SIGTERM', '--out', 'old.md', '--force');
    const refused = await resume('old.unfinished.md');
    expect(refused.stderr).toMatch(/^error: the file old\.md — it exists; .*--force\n$/);
    expect(await contents('old.md')).toBe('旧的');
    expect(await resume('old.unfinished.md', '--force')).toMatchObject({ code: 0 });
    expect(headingsOf(await contents('old.md'))).toEqual(HEADINGS);
    expect(await files()).toEqual(['notes.md', 'old.md', 'outline.txt']);
  });

  it('is gone on with under another name, and from its record where the text itself is gone', async () => {
    await stop('SIGTERM');
    const fragment = (await contents('new.md')).trimEnd();
    // One that came from elsewhere chooses no server and no model.
    const record = {
      ...JSON.parse(await contents('new.md.draft.json')),
      remote: 'http://host',
      model: 'evil',
    };
    await writeFile(inFolder('moved.md.draft.json'), JSON.stringify(record));
    await rm(inFolder('new.md.draft.json'));
    await rm(inFolder('new.md'));
    expect(await resume('moved.md', '--out', 'whole.md')).toMatchObject({ code: 0 });
    expect((await contents('whole.md')).startsWith(fragment)).toBe(true);
    expect(await files()).toEqual(['notes.md', 'outline.txt', 'whole.md']);
  });
});

describe('write --resume', () => {
  it('refuses what was never begun, or is asked for something else, and says what to do', async () => {
    await writeFile(inFolder('mine.md'), '# 我的\n');
    const nothing = await resume('mine.md');
    expect(nothing.stderr).toMatch(
      /^error: the document mine\.md — nothing is kept of how it was to go on; .*without --resume\n$/,
    );
    expect(nothing.code).toBe(2);
    expect((await resume('mine.md', '--topic', '别的')).stderr).toMatch(
      /--resume.*cannot be used with.*--topic/,
    );
    const neither = await finish(startCommand(folder, 'write', '--out', 'new.md', '--kind', 'report'));
    expect(neither.stderr).toMatch(/^error: --topic — it is missing; /);
  });

  it('refuses a source that has changed or gone, unless --force goes on with what it said', async () => {
    await stop('SIGTERM');
    await writeFile(inFolder('notes.md'), '别的');
    const changed = await resume('new.md');
    expect(changed.stderr).toMatch(/^error: the source .*notes\.md — it has changed since.*by --force\n$/);
    await rm(inFolder('notes.md'));
    const gone = await resume('new.md');
    expect(gone.stderr).toMatch(/^error: the source .*notes\.md — it is not there any more; /);
    expect(gone.code).toBe(1);
    const { code, stderr } = await resume('new.md', '--force');
    expect(stderr).toMatch(/^note: the source .*notes\.md — it is not there any more\n/);
    expect(code).toBe(0);
  });

  it('refuses another model, a text that it does not know, and a damaged record; all stays as it was', async () => {
    await stop('SIGTERM');
    const [text, record] = [await contents('new.md'), await contents('new.md.draft.json')];
    const attempt = async (newText: string, newRecord: string) => {
      await writeFile(inFolder('new.md'), newText);
      await writeFile(inFolder('new.md.draft.json'), newRecord);
      const { code, stderr } = await resume('new.md');
      expect(code).toBe(1);
      expect(await contents('new.md')).toBe(newText);
      expect(await contents('new.md.draft.json')).toBe(newRecord);
      return stderr;
    };
    const other = { ...JSON.parse(record), modelName: 'another' };
    expect(await attempt(text, JSON.stringify(other))).toMatch(
      /^error: the model — the document was begun with another, and this is .*by --force/,
    );
    expect(await attempt('别的文章。\n', record)).toMatch(
      /^error: the document new\.md — the section that it stopped in is not found in it; /,
    );
    expect(await attempt(text, record.slice(0, 99))).toMatch(/^error: .* — it cannot be read; /);
    const busy = { ...JSON.parse(record), state: 'writing', writer: process.pid };
    expect(await attempt(text, JSON.stringify({ ...busy, savedAt: new Date().toISOString() }))).toMatch(
      /^error: the document new\.md — process \d+ is writing it; /,
    );
  });
});
