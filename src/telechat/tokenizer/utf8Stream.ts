/** Stands for what is no text. */
export const REPLACEMENT = '\u{fffd}';

/**
 * Bytes to text as SentencePiece does it: every byte that is not part of a valid UTF-8 sequence becomes one U+FFFD.
 * (The platform's TextDecoder replaces a whole broken sequence by one.) An incomplete sequence is held back.
 */
export class Utf8Stream {
  private held: number[] = [];

  /** @returns the characters that are complete now */
  push(byte: number): string {
    this.held.push(byte);
    let text = '';
    while (this.held.length > 0) {
      const state = sequenceState(this.held);
      if (state === 'incomplete') break;
      if (state === 'invalid') {
        this.held.shift();
        text += REPLACEMENT;
      } else {
        text += character(this.held);
        this.held = [];
      }
    }
    return text;
  }

  /** @returns U+FFFD for every byte that was held back */
  flush(): string {
    const text = REPLACEMENT.repeat(this.held.length);
    this.held = [];
    return text;
  }
}

/** Judges bytes that were incomplete before the last one came. */
function sequenceState(bytes: readonly number[]): 'complete' | 'incomplete' | 'invalid' {
  const [lead = 0, ...rest] = bytes;
  const length = sequenceLength(lead);
  if (length === 0 || !rest.every((byte, index) => continuesSequence(lead, index, byte))) return 'invalid';
  return bytes.length === length ? 'complete' : 'incomplete';
}

/** Bytes of the sequence that a byte leads; 0 when it leads none. */
export function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

/**
 * Whether a byte may be the continuation byte with this index, from 0, of a sequence. The first has a narrower range after
 * some leads: no overlong forms, surrogates or > U+10FFFF.
 */
export function continuesSequence(lead: number, index: number, byte: number): boolean {
  const first = index === 0;
  const lowest = first && lead === 0xe0 ? 0xa0 : first && lead === 0xf0 ? 0x90 : 0x80;
  const highest = first && lead === 0xed ? 0x9f : first && lead === 0xf4 ? 0x8f : 0xbf;
  return byte >= lowest && byte <= highest;
}

function character(sequence: readonly number[]): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(sequence));
}
