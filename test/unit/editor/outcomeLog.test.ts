import { describe, expect, it } from 'vitest';
import { OutcomeLog } from '../../../src/editor/ghostText/outcomeLog.ts';
import type { GhostTextOutcome } from '../../../src/writing/completion/ghostText.ts';

/** The lines that a row of outcomes writes, with their levels. */
function linesOf(...outcomes: GhostTextOutcome[]): string[] {
  const lines: string[] = [];
  const at = (level: string) => (line: string | Error) => void lines.push(`${level}: ${line}`);
  const log = new OutcomeLog({ debug: at('debug'), info: at('info'), error: at('error') });
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
});
