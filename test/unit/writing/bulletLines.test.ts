import { describe, expect, it } from 'vitest';
import { BulletLines } from '../../../src/writing/text/bulletLines.ts';

function marked(text: string, size: number): string {
  const lines = new BulletLines({ push: (delta) => delta, end: () => '' });
  const deltas = text.match(new RegExp(`.{1,${size}}`, 'gsu')) ?? [];
  return deltas.map((delta) => lines.push(delta)).join('') + lines.end();
}

describe('Lines of a list', () => {
  it.each([
    ['甲\n乙', '- 甲\n- 乙'],
    ['1. 甲\n2、乙\n（3）丙', '- 甲\n- 乙\n- 丙'],
    ['- 1. 甲\n2. 2. 乙\n- - 丙', '- 甲\n- 乙\n- 丙'],
    ['1. 甲\n2.', '- 甲\n'],
    ['**目标**：甲\n- **内容**：乙', '- **目标**：甲\n- **内容**：乙'],
    ['1.5倍于去年\n2026年', '- 1.5倍于去年\n- 2026年'],
    ['- 甲\n  - 乙', '- 甲\n  - 乙'],
  ])('have one bullet each, however a model marks them: %j', (text, expected) => {
    for (const size of [1, 2, 100]) expect(marked(text, size)).toBe(expected);
  });
});
