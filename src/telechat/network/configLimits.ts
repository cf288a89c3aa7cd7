import * as v from 'valibot';

/** ONNX Runtime's rotary embedding needs the size of a head to be a multiple of it. */
export const HEAD_SIZE_MULTIPLE = 16;

/** Far above the largest dense model, and low enough that no size derived from these overflows. */
export const MOST = {
  vocabSize: 4_194_304,
  hiddenSize: 65_536,
  layers: 1024,
  heads: 1024,
  ffnSize: 1_048_576,
  seqlen: 16_777_216,
} as const;

/** A whole number from 1 to `most`. */
export function size(most: number) {
  return v.pipe(
    v.number(),
    v.integer(),
    v.minValue(1, 'it must be at least 1'),
    v.maxValue(most, `it must be at most ${most}`),
  );
}

/** A finite number above 0. */
export function positive() {
  return v.pipe(v.number(), v.finite(), v.gtValue(0, 'it must be greater than 0'));
}

/** What is added to a mean square: more than 1 would drown it, and float32 holds no number of any size. */
export function epsilon() {
  return v.pipe(positive(), v.maxValue(1, 'it must be at most 1'));
}
