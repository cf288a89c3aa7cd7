import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../src/shared/files/textBytes.ts';

const TEXT = '会议纪要：三月例会\r\n出席十二人';
/** 会议纪要 as Chinese Windows writes it. */
const GBK = Uint8Array.of(0xbb, 0xe1, 0xd2, 0xe9, 0xbc, 0xcd, 0xd2, 0xaa);

describe('A text file', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT), 'utf-8', TEXT],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${TEXT}`), 'utf-8', TEXT],
    ['UTF-16, as Notepad once wrote it', Buffer.from(`\uFEFF${TEXT}`, 'utf16le'), 'utf-16le', TEXT],
    ['UTF-16 of the other order', Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16(), 'utf-16be', TEXT],
    ['GBK', GBK, 'gb18030', '会议纪要'],
    ['nothing', new Uint8Array(), 'utf-8', ''],
  ])('in %s is read', (_what, bytes, encoding, text) => {
    expect(decodeText(bytes)).toEqual({ encoding, text });
  });

  it.each([
    ['an image', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0)],
    ['a text with zeros', Buffer.from('甲\0乙')],
    ['bytes that are nothing', Uint8Array.of(0xff, 0xfd, 0x80, 0x81)],
    ['Western letters of an old encoding', Buffer.from('caf\xe9 na\xefve r\xe9sum\xe9', 'latin1')],
  ])('is told from %s', (_what, bytes) => {
    expect(decodeText(bytes)).toBeUndefined();
  });
});
