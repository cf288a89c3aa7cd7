import { describe, expect, it } from 'vitest';
import { terminalText } from '../../../src/cli/output/terminalText.ts';
import { parseOutline } from '../../../src/writing/outline/outline.ts';
import { TextCleaner } from '../../../src/writing/text/textCleaner.ts';

const EVIL = '总体\u001b[2J\u001b]0;标题\u0007目标\u009b31m\u007f\r';

describe('What a terminal would take for a command', () => {
  it('is shown as a picture of itself', () => {
    expect(terminalText(EVIL)).toBe('总体␛[2J␛]0;标题␇目标\uFFFD31m␡␍');
    expect(terminalText('一行\r\n二\t行\n')).toBe('一行\r\n二\t行\n');
  });

  it('comes into no document: neither with a title or a point, nor with the text', () => {
    const { sections } = parseOutline(`一、${EVIL}（约100字）：${EVIL}`);
    const cleaner = new TextCleaner([]);
    const document = JSON.stringify(sections) + cleaner.push(EVIL) + cleaner.end();
    expect(document).toContain('总体');
    expect(document).not.toMatch(/[^\P{Cc}\n]|\\u00/u);
  });
});
