import { describe, expect, it } from 'vitest';
import type { ModelList } from '../../../src/cliContract/modelsList.ts';
import { modelEntries, pullKey } from '../../../src/editor/models/modelEntries.ts';

const model = { name: 'a', folder: '/models/a', source: 'TeleAI/a', weights: 'int4', license: '', bytes: 5 };
const pull = { name: 'b', from: 'TeleAI/b', source: 'modelscope', stage: 'download' as const, bytes: 1 };
const list: ModelList = {
  folder: '/models',
  models: [model],
  unfinished: [pull],
  downloads: [{ name: 'kept', bytes: 9 }],
};
const NONE: ReadonlySet<string> = new Set();

describe('The view of models', () => {
  it('has the demo model, the models, what is not finished and what is not converted', () => {
    expect(modelEntries(list, '', NONE)).toEqual([
      { kind: 'demo', inUse: true },
      { kind: 'model', inUse: false, model },
      { kind: 'unfinished', running: false, pull },
      { kind: 'checkpoint', name: 'kept', bytes: 9 },
    ]);
  });

  it('says which model is in use, however its folder is written', () => {
    const entries = modelEntries(list, '/models/other/../a/', NONE);
    expect(entries.slice(0, 2)).toEqual([
      { kind: 'demo', inUse: false },
      { kind: 'model', inUse: true, model },
    ]);
  });

  it('shows the one in use that lies elsewhere', () => {
    expect(modelEntries(list, '/elsewhere/c', NONE)[1]).toEqual({
      kind: 'elsewhere',
      folder: '/elsewhere/c',
    });
  });

  it('has none in use where a server computes', () => {
    const entries = modelEntries(list, undefined, NONE);
    expect(entries.some((entry) => 'inUse' in entry && entry.inUse)).toBe(false);
  });

  it('tells a pull that this window is at from one that was interrupted', () => {
    const entries = modelEntries(list, '', new Set([pullKey(pull)]));
    expect(entries[2]).toMatchObject({ kind: 'unfinished', running: true });
    const others = modelEntries(list, '', new Set([pullKey({ ...pull, weights: 'int8' as const })]));
    expect(others[2]).toMatchObject({ running: false });
  });
});
