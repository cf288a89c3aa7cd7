import { foldMost, ROUNDING } from './block';

/** One block in fixed point, int16. */
const MOST_BLOCK_SIZE: i32 = 1024;
const fixed = memory.data(MOST_BLOCK_SIZE * 2, 16);

/** Rounds values, each multiplied by `factor`, to the whole numbers that the candidates are tried on; none above 1023 in size. */
export function toFixed(values: usize, blockSize: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  for (let i: i32 = 0; i < blockSize; i += 8) {
    const at = values + ((<usize>i) << 2);
    const low = toWhole(f32x4.mul(v128.load(at), factors));
    const high = toWhole(f32x4.mul(v128.load(at, 16), factors));
    v128.store(fixed + ((<usize>i) << 1), i16x8.narrow_i32x4_s(low, high));
  }
}

function toWhole(numbers: v128): v128 {
  return i32x4.sub(f32x4.add(numbers, f32x4.splat(ROUNDING)), i32x4.splat(0x4b400000));
}

/**
 * How much of Σv² four scales explain: for levels q the best scale is Σvq/Σq², and it explains (Σvq)²/Σq². A level is
 * v·factor/2^shift, rounded, of 16 levels from `lowest` on; the factors are `first` and three more, `step` apart.
 */
export function explainedByFour(blockSize: i32, first: i32, step: i32, shift: i32, lowest: i32): v128 {
  const factor0 = i16x8.splat(<i16>first);
  const factor1 = i16x8.splat(<i16>(first + step));
  const factor2 = i16x8.splat(<i16>(first + 2 * step));
  const factor3 = i16x8.splat(<i16>(first + 3 * step));
  const half = i16x8.shl(i16x8.splat(1), shift - 1);
  const least = i16x8.splat(<i16>lowest);
  const most = i16x8.splat(<i16>(lowest + 15));
  let products0 = i32x4.splat(0);
  let products1 = products0;
  let products2 = products0;
  let products3 = products0;
  let squares0 = products0;
  let squares1 = products0;
  let squares2 = products0;
  let squares3 = products0;
  const end = fixed + ((<usize>blockSize) << 1);
  for (let at = fixed; at < end; at += 16) {
    const eight = v128.load(at);
    const levels0 = within(i16x8.shr_s(i16x8.add(i16x8.mul(eight, factor0), half), shift), least, most);
    const levels1 = within(i16x8.shr_s(i16x8.add(i16x8.mul(eight, factor1), half), shift), least, most);
    const levels2 = within(i16x8.shr_s(i16x8.add(i16x8.mul(eight, factor2), half), shift), least, most);
    const levels3 = within(i16x8.shr_s(i16x8.add(i16x8.mul(eight, factor3), half), shift), least, most);
    products0 = i32x4.add(products0, i32x4.dot_i16x8_s(eight, levels0));
    products1 = i32x4.add(products1, i32x4.dot_i16x8_s(eight, levels1));
    products2 = i32x4.add(products2, i32x4.dot_i16x8_s(eight, levels2));
    products3 = i32x4.add(products3, i32x4.dot_i16x8_s(eight, levels3));
    squares0 = i32x4.add(squares0, i32x4.dot_i16x8_s(levels0, levels0));
    squares1 = i32x4.add(squares1, i32x4.dot_i16x8_s(levels1, levels1));
    squares2 = i32x4.add(squares2, i32x4.dot_i16x8_s(levels2, levels2));
    squares3 = i32x4.add(squares3, i32x4.dot_i16x8_s(levels3, levels3));
  }
  const products = f32x4.convert_i32x4_s(sumsOf(products0, products1, products2, products3));
  const squares = f32x4.convert_i32x4_s(sumsOf(squares0, squares1, squares2, squares3));
  return f32x4.div(f32x4.mul(products, products), squares);
}

/** Which of eight candidates explains most, found without a jump: it cannot be predicted. */
export function bestOf(firstFour: v128, lastFour: v128): i32 {
  const best = foldMost(f32x4.pmax(firstFour, lastFour));
  return ctz(i32x4.bitmask(f32x4.eq(firstFour, best)) | (i32x4.bitmask(f32x4.eq(lastFour, best)) << 4));
}

function within(levels: v128, least: v128, most: v128): v128 {
  return i16x8.max_s(i16x8.min_s(levels, most), least);
}

/** The sums of four times four int32 numbers. */
function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}
