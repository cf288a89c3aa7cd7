import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { OutcomeLog, REASONS } from '../../../src/editor/ghostText/outcomeLog.ts';
import type { GhostTextOutcome } from '../../../src/writing/completion/ghostText.ts';
import { root } from '../../support/root.ts';

/** A log, and the lines that it writes, with their levels. */
function openLog(): { log: OutcomeLog; lines: string[] } {
  const lines: string[] = [];
  const at = (level: string) => (line: string | Error) => void lines.push(`${level}: ${line}`);
  return { log: new OutcomeLog({ debug: at('debug'), info: at('info'), error: at('error') }), lines };
}

/** The lines that a row of outcomes writes. */
function linesOf(...outcomes: GhostTextOutcome[]): string[] {
  const { log, lines } = openLog();
  for (const outcome of outcomes) log.note(outcome);
  return lines;
}

describe('the log of ghost text', () => {
  it('says why none appeared, once until something else happens', () => {
    const paused = expect.stringMatching(/^info: no ghost text: .*paused/);
    const again = expect.stringMatching(/^debug: no ghost text: .*paused/);
    const shown = expect.stringMatching(/^debug: .* 3 characters/);
    expect(
      linesOf({ type: 'paused' }, { type: 'paused' }, { type: 'shown', text: '升级。' }, { type: 'paused' }),
    ).toEqual([paused, again, shown, paused]);
  });

  it('keeps what typing on ends for the debug level, between which a reason stays known', () => {
    const lines = linesOf(
      { type: 'notTyped' },
      { type: 'cancelled' },
      { type: 'composing' },
      { type: 'notTyped' },
    );
    expect(lines.map((line) => line.split(':')[0])).toEqual(['info', 'debug', 'debug', 'debug']);
  });

  it('has each failure as an error', () => {
    const failed = { type: 'failed', error: new Error('no engine') } as const;
    expect(linesOf(failed, failed)).toEqual(['error: completion: no engine', 'error: completion: no engine']);
  });

  it('says again why there is none to a person who calls for it', () => {
    const { log, lines } = openLog();
    for (const isCalledFor of [false, true]) log.note({ type: 'noPlace' }, isCalledFor);
    expect(lines.map((line) => line.split(':')[0])).toEqual(['info', 'info']);
  });

  it('is explained in docs/ghost-text.md, reason by reason', () => {
    const table = readFileSync(path.join(root, 'docs/ghost-text.md'), 'utf8');
    const rows = [...table.matchAll(/^\| no ghost text: (.*?) \| `(\w+)` \|/gm)];
    expect(Object.fromEntries(rows.map(([, text, type]) => [type, text]))).toEqual(REASONS);
  });
});
