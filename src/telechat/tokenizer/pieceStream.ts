import type { TokenStream } from './tokenizer.ts';
import { Utf8Stream } from './utf8Stream.ts';

/** SentencePiece's mark for a space. */
const SPACE = '▁';
const BYTE = /^<0x([0-9A-F]{2})>$/;

/** One token of a vocabulary whose pieces are text. */
export interface TextPiece {
  readonly text: string;
  /** It stands for itself, whatever it looks like. */
  readonly isAdded: boolean;
}

/** The bytes that a piece adds to a text, a space at its beginning included. */
export function pieceBytes(piece: TextPiece): Uint8Array {
  const byte = byteOf(piece);
  return byte === undefined ? new TextEncoder().encode(textOf(piece)) : Uint8Array.of(byte);
}

/** Decodes SentencePiece's pieces as a tokenizer.json of Llama prescribes: byte pieces joined as UTF-8. */
export class PieceStream implements TokenStream {
  private readonly bytes = new Utf8Stream();
  /** Whether the next text may begin with a space that is to be dropped. */
  private atStart: boolean;

  /** @param dropsSpace whether a space that the text begins with is dropped */
  constructor(
    private readonly pieceOf: (id: number) => TextPiece,
    dropsSpace: boolean,
  ) {
    this.atStart = dropsSpace;
  }

  push(id: number): string {
    const piece = this.pieceOf(id);
    const byte = byteOf(piece);
    if (byte !== undefined) {
      this.atStart = false;
      return this.bytes.push(byte);
    }
    return this.bytes.flush() + this.withoutFirstSpace(textOf(piece));
  }

  flush(): string {
    return this.bytes.flush();
  }

  private withoutFirstSpace(text: string): string {
    if (text === '') return '';
    const dropsSpace = this.atStart && text.startsWith(' ');
    this.atStart = false;
    return dropsSpace ? text.slice(1) : text;
  }
}

/** The byte that a byte piece stands for. */
function byteOf({ text, isAdded }: TextPiece): number | undefined {
  const hex = isAdded ? undefined : BYTE.exec(text)?.[1];
  return hex === undefined ? undefined : Number.parseInt(hex, 16);
}

function textOf({ text, isAdded }: TextPiece): string {
  return isAdded ? text : text.replaceAll(SPACE, ' ');
}
