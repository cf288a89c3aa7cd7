import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import * as v from 'valibot';
import { messageOf, UserError } from '../../shared/errors.ts';
import { parseAs } from '../../shared/files/jsonFile.ts';
import { isThinkingTag } from '../../shared/model/thinkingTags.ts';
import { PieceStream, pieceBytes, type TextPiece } from './pieceStream.ts';
import { within } from './timeLimit.ts';
import { decodeThrough, type Tokenizer, type TokenStream } from './tokenizer.ts';
import { startOf } from './tokenizerStart.ts';
import { knownSteps } from './tokenizerSteps.ts';
import { REPLACEMENT } from './utf8Stream.ts';

const NEXT_STEP = 'take the file from the official checkpoint unchanged';

/** The steps of a decoder whose pieces are text, with byte pieces for what is in none: SentencePiece's way, as Llama has it. */
const PIECE_STEPS = v.pipe(
  v.array(v.looseObject({ type: v.string() })),
  v.check((steps) => {
    const [replace, bytes, fuse, strip, ...more] = steps;
    const isText = isStep(replace, { type: 'Replace', pattern: { String: '▁' }, content: ' ' });
    const isJoined = isStep(bytes, { type: 'ByteFallback' }) && isStep(fuse, { type: 'Fuse' });
    return isText && isJoined && more.length === 0 && (!strip || isStep(strip, FIRST_SPACE));
  }, 'it must be Replace (▁ by a space), ByteFallback, Fuse, and Strip (one space at the start) or nothing'),
);
const FIRST_SPACE = { type: 'Strip', content: ' ', start: 1, stop: 0 };

/** A tokenizer.json of BPE: byte-level, as TeleChat 7B and Qwen ship it, or with byte fallback, as Llama does. */
const TOKENIZER_JSON = v.looseObject({
  added_tokens: v.array(v.looseObject({ id: v.number(), content: v.string(), special: v.boolean() })),
  decoder: v.variant(
    'type',
    [
      v.looseObject({ type: v.literal('ByteLevel') }),
      v.looseObject({ type: v.literal('Sequence'), decoders: PIECE_STEPS }),
    ],
    'it must be ByteLevel, or a Sequence with ByteFallback',
  ),
  model: v.looseObject({
    type: v.literal('BPE', 'it must be BPE'),
    vocab: v.record(v.string(), v.number()),
  }),
});

type Fields = Readonly<Record<string, unknown>>;

/** Time for a text: some ten times what a slow machine needs. A stranger's file may hold a pattern that never ends. */
const LIMIT_MS = 5000;
const LIMIT_MS_PER_CHARACTER = 0.1;

/** @throws UserError when the file's own patterns do not end */
function inTime<Result extends object>(characters: number, work: () => Result): Result {
  const milliseconds = Math.ceil(LIMIT_MS + LIMIT_MS_PER_CHARACTER * characters);
  const result = refusing(() => within(milliseconds, work));
  if (result) return result;
  const why = `its patterns take more than ${Math.ceil(milliseconds / 1000)} s for ${characters} characters`;
  throw new UserError('tokenizer.json', why, NEXT_STEP);
}

/** A tokenizer that Hugging Face's library describes, such as TeleChat 7B's BloomTokenizerFast (docs/model.md#tokenizers). */
export class JsonTokenizer implements Tokenizer {
  readonly vocabSize: number;
  readonly start: readonly number[];
  private readonly tokenizer: HuggingFaceTokenizer;
  /** Token texts by id, in the byte-level alphabet but for added tokens, which are themselves. */
  private readonly tokens: string[] = [];
  private readonly specialIds: ReadonlySet<number>;
  private readonly addedIds: ReadonlySet<number>;
  private readonly isByteLevel: boolean;
  private readonly dropsSpace: boolean;
  /** Matches the place after the first character of each special token. */
  private readonly insideSpecial: RegExp;

  /**
   * @param json the parsed tokenizer.json
   * @param config the parsed tokenizer_config.json
   * @throws UserError when it is no BPE tokenizer of a known kind, asks for what is not computed, or cannot be made
   */
  constructor(json: unknown, config: Fields) {
    const {
      added_tokens: added,
      decoder,
      model,
    } = parseAs(TOKENIZER_JSON, json, 'tokenizer.json', NEXT_STEP);
    this.tokenizer = inTime(0, () => new HuggingFaceTokenizer(knownSteps(json as Fields, config), config));
    for (const [token, id] of Object.entries(model.vocab)) this.tokens[id] = token;
    for (const { content, id } of added) this.tokens[id] = content;
    this.vocabSize = this.tokens.length;
    this.start = refusing(() => startOf(json as Fields, config, (token) => this.tokens.indexOf(token)));
    this.isByteLevel = decoder.type === 'ByteLevel';
    this.dropsSpace = decoder.type === 'Sequence' && decoder.decoders.some(({ type }) => type === 'Strip');
    this.addedIds = new Set(added.map(({ id }) => id));
    const hidden = added.filter(({ special, content }) => special && !isThinkingTag(content));
    this.specialIds = new Set(hidden.map(({ id }) => id));
    this.insideSpecial = new RegExp(added.map(({ content }) => splitPoint(content)).join('|') || '(?!)', 'u');
  }

  encode(text: string, { special = true }: { readonly special?: boolean } = {}): number[] {
    return inTime(text.length, () => {
      const parts = special ? [text] : text.split(this.insideSpecial);
      return parts.flatMap((part) => this.tokenizer.encode(part, { add_special_tokens: false }).ids);
    });
  }

  decode(ids: readonly number[], { special = true }: { readonly special?: boolean } = {}): string {
    return decodeThrough(this.streamOf(special), ids);
  }

  bytes(id: number): Uint8Array {
    const token = this.specialIds.has(id) ? undefined : this.tokens[id];
    if (token === undefined) return new Uint8Array();
    return this.isByteLevel ? bytesOf(token) : pieceBytes(this.piece(id, token));
  }

  stream(): TokenStream {
    return this.streamOf(false);
  }

  private streamOf(special: boolean): TokenStream {
    const isLeftOut = (id: number) => this.specialIds.has(id) && !special;
    if (!this.isByteLevel) {
      const pieceOf = (id: number) => this.piece(id, isLeftOut(id) ? '' : (this.tokens[id] ?? REPLACEMENT));
      return new PieceStream(pieceOf, this.dropsSpace);
    }
    return new ByteLevelStream((id) => (isLeftOut(id) ? '' : (this.tokens[id] ?? UNKNOWN)));
  }

  private piece(id: number, text: string): TextPiece {
    return { text, isAdded: this.addedIds.has(id) };
  }
}

function isStep(step: Fields | undefined, expected: object): boolean {
  return Object.entries(expected).every(
    ([field, value]) => JSON.stringify(step?.[field]) === JSON.stringify(value),
  );
}

/** What the library throws, or what a part of another form than its name says, is of the file and no mistake of ours. */
function refusing<T>(use: () => T): T {
  try {
    return use();
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError('tokenizer.json', messageOf(cause), NEXT_STEP, { cause });
  }
}

/** U+FFFD in the byte-level alphabet. */
const UNKNOWN = 'ï¿½';

class ByteLevelStream implements TokenStream {
  private readonly bytes = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(private readonly tokenOf: (id: number) => string) {}

  push(id: number): string {
    return this.bytes.decode(bytesOf(this.tokenOf(id)), { stream: true });
  }

  flush(): string {
    return this.bytes.decode();
  }
}

/** A token that has characters outside the byte-level alphabet is an added one and stands for itself. */
function bytesOf(token: string): Uint8Array {
  const bytes = [...token].map((character) => BYTES.get(character));
  return bytes.every((byte) => byte !== undefined) ? Uint8Array.from(bytes) : new TextEncoder().encode(token);
}

/**
 * GPT-2's alphabet of byte-level BPE: a printable Latin-1 character stands for its own byte, the remaining bytes are
 * numbered from U+0100 on.
 */
const BYTES: ReadonlyMap<string, number> = byteAlphabet();

function byteAlphabet(): Map<string, number> {
  const alphabet = new Map<string, number>();
  let substitute = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    alphabet.set(String.fromCodePoint(printable ? byte : substitute++), byte);
  }
  return alphabet;
}

function splitPoint(literal: string): string {
  const [first = '', ...rest] = [...literal].map((character) =>
    /[\p{L}\p{N}\p{M}\s_]/u.test(character) ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
  return `(?<=${first})(?=${rest.join('')})`;
}
