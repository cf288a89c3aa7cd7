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

/** Decodes SentencePiece's pieces as a tokenizer.json of Llama prescribes: byte pieces joined as UTF-8, the first space dropped. */
export class PieceStream implements TokenStream {
  private readonly bytes = new Utf8Stream();
  private atStart = true;

  constructor(private readonly pieceOf: (id: number) => TextPiece) {}

  push(id: number): string {
    const { text, isAdded } = this.pieceOf(id);
    const byte = isAdded ? undefined : BYTE.exec(text)?.[1];
    if (byte !== undefined) {
      this.atStart = false;
      return this.bytes.push(Number.parseInt(byte, 16));
    }
    return this.bytes.flush() + this.surface(isAdded ? text : text.replaceAll(SPACE, ' '));
  }

  flush(): string {
    return this.bytes.flush();
  }

  private surface(text: string): string {
    if (text === '') return '';
    const dropsSpace = this.atStart && text.startsWith(' ');
    this.atStart = false;
    return dropsSpace ? text.slice(1) : text;
  }
}
