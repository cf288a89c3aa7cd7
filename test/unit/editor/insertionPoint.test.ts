import { describe, expect, it } from 'vitest';
import { InsertionPoint } from '../../../src/editor/document/insertionPoint.ts';

function moved(offset: number, ...changes: [offset: number, removed: number, inserted: number][]): number {
  const point = new InsertionPoint(offset);
  point.apply(changes.map(([at, removed, inserted]) => ({ offset: at, removed, inserted })));
  return point.offset;
}

describe('the place where text streams in', () => {
  it('moves behind what is inserted there', () => expect(moved(10, [10, 0, 3])).toBe(13));
  it('moves with what is typed before it', () => expect(moved(10, [2, 0, 5])).toBe(15));
  it('stays when something is typed after it', () => expect(moved(10, [11, 0, 5])).toBe(10));
  it('moves back with what is deleted before it', () => expect(moved(10, [2, 5, 0])).toBe(5));
  it('goes behind the replacement when its surroundings are replaced', () =>
    expect(moved(10, [5, 10, 2])).toBe(7));
  it('follows several changes of one edit', () =>
    expect(moved(10, [20, 1, 1], [4, 2, 0], [0, 0, 3])).toBe(11));
});
