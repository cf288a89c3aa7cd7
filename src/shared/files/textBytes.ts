/** Encodings that a text of this product's users comes in. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

/** A text as it was read, and the encoding that it was in. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: TextEncoding;
}

/** Share of Chinese characters from which on bytes that are no UTF-8 are taken for Chinese Windows' own encoding. */
const LEAST_HAN = 0.3;

/**
 * The text of a file, without a byte order mark: UTF-8, UTF-16 where a mark says so, and GBK, as Chinese Windows still writes it,
 * where the bytes make Chinese in it.
 * @returns undefined for bytes that are no text
 */
export function decodeText(bytes: Uint8Array): DecodedText | undefined {
  const marked = encodingOfMark(bytes);
  if (marked) return decodedAs(marked, bytes);
  const text = decodedAs('utf-8', bytes) ?? decodedAs('gb18030', bytes);
  if (!text || text.text.includes('\0')) return undefined;
  return text.encoding === 'utf-8' || isChinese(text.text) ? text : undefined;
}

/** A text without the byte order mark that Windows puts before it. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function encodingOfMark([first, second]: Uint8Array): TextEncoding | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

function decodedAs(encoding: TextEncoding, bytes: Uint8Array): DecodedText | undefined {
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
  } catch {
    return undefined;
  }
}

function isChinese(text: string): boolean {
  const letters = text.match(/[^\s\x21-\x7e]/gu)?.length ?? 0;
  const common = text.match(/[\u4e00-\u9fa5\u3000-\u303f\uff00-\uffef]/gu)?.length ?? 0;
  return letters > 0 && common / letters >= LEAST_HAN;
}
