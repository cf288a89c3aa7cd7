import { mergePairs, type TextSymbol } from './pairMerge.ts';
import type { Piece, SentencePieceModel } from './sentencePieceModel.ts';
import { decodeThrough, type Tokenizer, type TokenStream } from './tokenizer.ts';
import { Utf8Stream } from './utf8Stream.ts';

/** How SentencePiece writes a space. */
const SPACE = '▁';

/** How SentencePiece shows a token that stands for nothing. */
const UNKNOWN_TEXT = ' ⁇ ';

const NO_PIECE: Piece = { text: '', score: 0, type: 'unused' };

/** Symbols such as `<_user>` that give a prompt its structure, unlike user-defined digits and underscores. */
const MARKER = /^<.+>$/u;

/** The tokenizer of TeleChat's 12B family. Source: docs/model.md#tokenizers. */
export class SentencePieceTokenizer implements Tokenizer {
  private readonly pieces: readonly Piece[];
  private readonly addDummyPrefix: boolean;
  /** Ids of what plain text can become; control, byte and unknown pieces are never reached by their names. */
  private readonly ids = new Map<string, number>();
  private readonly byteIds: number[] = [];
  private readonly controlIds = new Map<string, number>();
  private readonly controlPattern: RegExp;
  /** User-defined symbols by first character, the longest first. */
  private readonly symbols = new Map<string, string[]>();
  private readonly markers = new Set<string>();

  /** @param start ids that go before a raw text */
  constructor(
    { pieces, addDummyPrefix }: SentencePieceModel,
    readonly start: readonly number[] = [],
  ) {
    this.pieces = pieces;
    this.addDummyPrefix = addDummyPrefix;
    for (const [id, piece] of pieces.entries()) this.register(piece, id);
    for (const sameStart of this.symbols.values()) sameStart.sort((a, b) => b.length - a.length);
    this.controlPattern = new RegExp(`(${[...this.controlIds.keys()].map(escapeRegExp).join('|')})`, 'u');
  }

  get vocabSize(): number {
    return this.pieces.length;
  }

  encode(text: string, { special = true }: { readonly special?: boolean } = {}): number[] {
    if (!special || this.controlIds.size === 0) return this.encodeSegment(text, special);
    return text.split(this.controlPattern).flatMap((part) => {
      const control = this.controlIds.get(part);
      return control === undefined ? this.encodeSegment(part, special) : [control];
    });
  }

  decode(ids: readonly number[], { special = true }: { readonly special?: boolean } = {}): string {
    return special ? this.decodeShowingControls(ids) : decodeThrough(this.stream(), ids);
  }

  bytes(id: number): Uint8Array {
    const { text, type } = this.pieces[id] ?? NO_PIECE;
    if (type === 'byte') return Uint8Array.of(byteOf(text));
    const isText = (type === 'normal' || type === 'userDefined') && !this.markers.has(text);
    return new TextEncoder().encode(isText ? text.replaceAll(SPACE, ' ') : '');
  }

  stream(): TokenStream {
    return new SentencePieceStream(this.pieces, this.addDummyPrefix);
  }

  private register({ text, type }: Piece, id: number): void {
    if (type === 'control') this.controlIds.set(text, id);
    if (type === 'byte') this.byteIds[byteOf(text)] = id;
    if (type === 'normal' || type === 'userDefined') this.ids.set(text, id);
    if (type !== 'userDefined') return;
    const [first = ''] = text;
    this.symbols.set(first, [...(this.symbols.get(first) ?? []), text]);
    if (MARKER.test(text)) this.markers.add(text);
  }

  private encodeSegment(text: string, markers: boolean): number[] {
    if (text === '') return [];
    const escaped = (this.addDummyPrefix ? SPACE : '') + text.replaceAll(' ', SPACE);
    const merged = mergePairs(this.split(escaped, markers), (pair) => this.mergeScore(pair));
    return merged.flatMap((piece) => this.ids.get(piece) ?? this.encodeBytes(piece));
  }

  /** Left to right: the longest user-defined symbol, else one character. */
  private split(text: string, markers: boolean): TextSymbol[] {
    const split: TextSymbol[] = [];
    for (let at = 0; at < text.length; ) {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      const defined = this.symbols
        .get(character)
        ?.find((symbol) => text.startsWith(symbol, at) && (markers || !this.markers.has(symbol)));
      split.push({ text: defined ?? character, frozen: defined !== undefined });
      at += (defined ?? character).length;
    }
    return split;
  }

  /** Markers are no result of merging, so that text which only looks like one stays text. */
  private mergeScore(text: string): number | undefined {
    const id = this.ids.get(text);
    return id === undefined || this.markers.has(text) ? undefined : this.pieces[id]?.score;
  }

  private encodeBytes(text: string): number[] {
    return [...new TextEncoder().encode(text)].map((byte) => this.byteIds[byte] ?? 0);
  }

  /** transformers 4.30: text before a control token is decoded on its own and gets a space in front. */
  private decodeShowingControls(ids: readonly number[]): string {
    let shown = '';
    let pending: number[] = [];
    let afterControl = true;
    for (const id of ids) {
      const piece = this.pieces[id];
      if (piece?.type !== 'control') {
        pending.push(id);
        afterControl = false;
        continue;
      }
      shown += (afterControl ? '' : ' ') + decodeThrough(this.stream(), pending) + piece.text;
      pending = [];
      afterControl = true;
    }
    return shown + decodeThrough(this.stream(), pending);
  }
}

class SentencePieceStream implements TokenStream {
  private readonly bytes = new Utf8Stream();
  private atStart: boolean;

  constructor(
    private readonly pieces: readonly Piece[],
    addDummyPrefix: boolean,
  ) {
    this.atStart = addDummyPrefix;
  }

  push(id: number): string {
    const piece = this.pieces[id];
    if (piece?.type === 'control') return '';
    if (piece?.type === 'byte') {
      this.atStart = false;
      return this.bytes.push(byteOf(piece.text));
    }
    return this.bytes.flush() + this.surface(piece);
  }

  flush(): string {
    return this.bytes.flush();
  }

  private surface(piece: Piece | undefined): string {
    const dropsSpace = this.atStart;
    this.atStart = false;
    if (!piece || piece.type === 'unknown') return UNKNOWN_TEXT;
    const text = dropsSpace && piece.text.startsWith(SPACE) ? piece.text.slice(SPACE.length) : piece.text;
    return text.replaceAll(SPACE, ' ');
  }
}

/** A byte piece is written `<0xE4>`. */
function byteOf(text: string): number {
  return Number.parseInt(text.slice(3, 5), 16);
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&');
}
