import { BinaryReader } from '@bufbuild/protobuf/wire';
import { messageOf, UserError } from '../../shared/errors.ts';

/** `control` marks what no text contains, `userDefined` is never split, `byte` is one of UTF-8 where no piece fits. */
export type PieceType = 'normal' | 'unknown' | 'control' | 'userDefined' | 'unused' | 'byte';

/** One entry of the vocabulary; its index in the list is its id. */
export interface Piece {
  readonly text: string;
  /** Pairs with a higher score are merged first. */
  readonly score: number;
  readonly type: PieceType;
}

/** What a tokenizer.model says. */
export interface SentencePieceModel {
  readonly pieces: readonly Piece[];
  /** Whether a space is put before the text, so that its first word is one like any other. */
  readonly addDummyPrefix: boolean;
}

/** Numbers of sentencepiece_model.proto (github.com/google/sentencepiece), as far as they matter here. */
const MODEL = { pieces: 1, trainer: 2, normalizer: 3 };
const PIECE = { text: 1, score: 2, type: 3 };
const TRAINER = { modelType: 3, byteFallback: 35 };
const NORMALIZER = { charsMap: 2, addDummyPrefix: 3, removeExtraWhitespaces: 4, escapeWhitespaces: 5 };
const BPE = 2;
const PIECE_TYPES: Readonly<Record<number, PieceType>> = {
  1: 'normal',
  2: 'unknown',
  3: 'control',
  4: 'userDefined',
  5: 'unused',
  6: 'byte',
};

/**
 * Reads the bytes of a tokenizer.model.
 * @param name what the file is, for errors
 * @throws UserError when it is damaged, or of a kind that TeleChat does not use: anything but BPE with byte fallback
 *   and no normalisation
 */
export function readSentencePieceModel(bytes: Uint8Array, name: string): SentencePieceModel {
  const pieces: Piece[] = [];
  let trainer = { bpe: false, byteFallback: false };
  let normalizer = { ...NORMALIZER_DEFAULTS };
  try {
    const reader = new BinaryReader(bytes);
    readFields(reader, reader.len, {
      [MODEL.pieces]: () => pieces.push(readPiece(reader)),
      [MODEL.trainer]: () => {
        trainer = readTrainer(reader);
      },
      [MODEL.normalizer]: () => {
        normalizer = readNormalizer(reader);
      },
    });
  } catch (error) {
    throw unusable(name, `it is damaged (${messageOf(error)})`, error);
  }
  if (pieces.length === 0) throw unusable(name, 'it holds no vocabulary');
  if (!trainer.bpe || !trainer.byteFallback) throw unusable(name, 'it is no BPE model with byte fallback');
  if (normalizer.changesText) throw unusable(name, 'it normalises text, which no TeleChat tokenizer does');
  return { pieces, addDummyPrefix: normalizer.addDummyPrefix };
}

function readPiece(reader: BinaryReader): Piece {
  let text = '';
  let score = 0;
  let type: PieceType = 'normal';
  readMessage(reader, {
    [PIECE.text]: () => {
      text = reader.string(true);
    },
    [PIECE.score]: () => {
      score = reader.float();
    },
    [PIECE.type]: () => {
      type = PIECE_TYPES[reader.int32()] ?? 'unused';
    },
  });
  return { text, score, type };
}

function readTrainer(reader: BinaryReader): { bpe: boolean; byteFallback: boolean } {
  const trainer = { bpe: false, byteFallback: false };
  readMessage(reader, {
    [TRAINER.modelType]: () => {
      trainer.bpe = reader.int32() === BPE;
    },
    [TRAINER.byteFallback]: () => {
      trainer.byteFallback = reader.bool();
    },
  });
  return trainer;
}

const NORMALIZER_DEFAULTS = { addDummyPrefix: true, changesText: true };

function readNormalizer(reader: BinaryReader): typeof NORMALIZER_DEFAULTS {
  let addDummyPrefix = true;
  let charsMapBytes = 0;
  let removeExtraWhitespaces = true;
  let escapeWhitespaces = true;
  readMessage(reader, {
    [NORMALIZER.charsMap]: () => {
      charsMapBytes = reader.bytes().length;
    },
    [NORMALIZER.addDummyPrefix]: () => {
      addDummyPrefix = reader.bool();
    },
    [NORMALIZER.removeExtraWhitespaces]: () => {
      removeExtraWhitespaces = reader.bool();
    },
    [NORMALIZER.escapeWhitespaces]: () => {
      escapeWhitespaces = reader.bool();
    },
  });
  return { addDummyPrefix, changesText: charsMapBytes > 0 || removeExtraWhitespaces || !escapeWhitespaces };
}

type FieldReaders = Readonly<Record<number, () => void>>;

/** Reads a message that is a field of another: its length comes first. */
function readMessage(reader: BinaryReader, fields: FieldReaders): void {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new RangeError('it ends too early');
  readFields(reader, end, fields);
}

function readFields(reader: BinaryReader, end: number, fields: FieldReaders): void {
  while (reader.pos < end) {
    const [field, wireType] = reader.tag();
    const read = fields[field];
    if (read) read();
    else reader.skip(wireType, field);
  }
}

function unusable(name: string, why: string, cause?: unknown): UserError {
  return new UserError(name, why, 'take the file from the official checkpoint unchanged', { cause });
}
