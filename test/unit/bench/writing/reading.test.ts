import { describe, expect, it } from 'vitest';
import type { ArmName } from '../../../bench/writing/arms/arms.ts';
import type { WrittenDocument } from '../../../bench/writing/documents.ts';
import { pairDocuments } from '../../../bench/writing/reading/pairs.ts';
import { namedVotes, parseVotes, preferences } from '../../../bench/writing/reading/votes.ts';
import type { Task } from '../../../bench/writing/tasks/tasks.ts';

const tasks: Task[] = Array.from({ length: 20 }, (_, index) => ({
  id: `task-${index}`,
  prompt: `请写第${index}篇`,
  type: 'News Report',
  length: index < 10 ? 300 : 1000,
}));

function written(arm: ArmName, task: string): WrittenDocument {
  const tokens = { requests: 1, computed: 1, generated: 1, kept: 1 };
  return {
    arm,
    task,
    markdown: `text of ${arm}`,
    cost: { model: 'm', revision: arm, seed: 1, seconds: 1, ...tokens },
  };
}

const documents = tasks.flatMap(({ id }) => [written('product', id), written('once', id)]);

describe('Pairs for readers', () => {
  const pairs = pairDocuments(tasks, documents, ['product', 'once'], 7);

  it('come in the same random order and on the same sides for the same seed', () => {
    expect(pairDocuments(tasks, documents, ['product', 'once'], 7)).toEqual(pairs);
    expect(pairs.map(({ key }) => key.task)).not.toEqual(tasks.map(({ id }) => id));
    const sides = pairs.filter(({ key }) => key.a === 'product').length;
    expect(sides).toBeGreaterThan(4);
    expect(sides).toBeLessThan(16);
  });

  it('show each document on the side that the key says, and name nobody', () => {
    for (const { key, text } of pairs) {
      const [, a, b] = text.split(/===== [AB] =====/);
      expect(a).toContain(`text of ${key.a}`);
      expect(b).toContain(`text of ${key.b}`);
      expect(text.replaceAll(/text of \w+/g, '')).not.toMatch(/product|once/);
    }
  });

  it('are made where both arms have written', () => {
    expect(pairDocuments(tasks, documents.slice(1), ['product', 'once'], 7)).toHaveLength(19);
  });
});

describe('Votes', () => {
  const keys = pairDocuments(tasks, documents, ['once', 'product'], 3).map(({ key }) => key);
  const [first, second] = keys;
  if (!first || !second) throw new Error('no pairs');
  const sideOf = (arm: ArmName, key = first) => (key.a === arm ? 'A' : 'B');
  const answer = (pair: string, vote: string) => JSON.stringify({ pair, vote, why: 'w' });

  it('get their names back, and are read again as they were written', () => {
    const votes = namedVotes(answer(first.pair, sideOf('product')), 'r1', keys);
    expect(votes).toMatchObject([{ task: first.task, winner: 'product', reader: 'r1', revision: 'product' }]);
    expect(parseVotes(votes.map((vote) => JSON.stringify(vote)).join('\n'))).toEqual(votes);
  });

  it('are refused for a pair that is not there, or a second time', () => {
    expect(() => namedVotes(answer('pair-999', 'A'), 'r1', keys)).toThrow('there is no pair-999');
    const twice = [answer(first.pair, 'A'), answer(first.pair, 'B')].join('\n');
    expect(() => namedVotes(twice, 'r1', keys)).toThrow('two votes');
  });

  it('make a preference by the majority of a pair, a tie counted half', () => {
    const votes = ['r1', 'r2', 'r3'].flatMap((reader) => {
      const other = reader === 'r1' ? sideOf('once') : sideOf('product');
      const divided =
        reader === 'r1' ? sideOf('once', second) : reader === 'r2' ? sideOf('product', second) : 'tie';
      return namedVotes([answer(first.pair, other), answer(second.pair, divided)].join('\n'), reader, keys);
    });
    expect(preferences(votes)[0]).toEqual({
      ...{ arms: 'product over once', among: 'all' },
      ...{ pairs: 2, won: 1, lost: 0, tied: 1, share: 75, votes: 6 },
    });
  });
});
