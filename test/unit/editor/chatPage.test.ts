import { describe, expect, it } from 'vitest';
import { isSendingEnter } from '../../../src/editor/chat/page/enterKey.ts';
import { markdownToHtml } from '../../../src/editor/chat/page/markdown.ts';

const enter = { key: 'Enter', shiftKey: false, isComposing: false, keyCode: 13 };

describe('Enter in the chat', () => {
  it('sends; with Shift it breaks the line', () => {
    expect(isSendingEnter(enter)).toBe(true);
    expect(isSendingEnter({ ...enter, shiftKey: true })).toBe(false);
    expect(isSendingEnter({ ...enter, key: 'a' })).toBe(false);
  });

  it('never sends while it chooses a candidate of an input method, in whatever order the browser tells of it', () => {
    expect(isSendingEnter({ ...enter, isComposing: true })).toBe(false);
    expect(isSendingEnter({ ...enter, keyCode: 229 })).toBe(false);
  });
});

describe('An answer as HTML', () => {
  it('shows HTML as text', () => {
    const html = markdownToHtml('<script>alert(1)</script> <img src=x onerror=alert(1)>\n\n<b>fett</b>');
    expect(html).not.toMatch(/<(?:script|img|b)\b/);
    expect(html).toContain('&lt;script&gt;');
  });

  it('has no links to scripts and files, and words in the place of pictures', () => {
    expect(markdownToHtml('[a](javascript:alert(1)) [b](file:///etc/passwd)')).not.toContain('<a');
    const picture = markdownToHtml('![ein <Bild>](http://example.com/track.png)');
    expect(picture).toBe('<p>ein &lt;Bild&gt;</p>\n');
  });

  it('keeps the line breaks of an answer, and emphasis beside Chinese punctuation', () => {
    expect(markdownToHtml('第一行\n第二行')).toContain('<br>');
    expect(markdownToHtml('这是**“重点”**内容')).toContain('<strong>“重点”</strong>');
  });
});
