import { extremeOf, foldMost, inverseOf, ROUNDING, sumOf } from './block';

/** Fixed point of the search: a block's farthest value becomes 512, and a candidate multiplies by a number of quarters. */
const FARTHEST: f32 = 512;
const HALF: i16 = 1024;
const SHIFT: i32 = 11;

/** Of eight candidates the first: what the farthest value is divided by for a first scale. 32 maps it to the lowest level. */
const FEWEST_QUARTERS: i32 = 27;

/** One block in fixed point, int16. */
const MOST_BLOCK_SIZE: i32 = 1024;
const fixed = memory.data(MOST_BLOCK_SIZE * 2, 16);

/**
 * Quantises blocks to levels from -8 to 7, stored plus 8, with scales that leave a small squared error. Several scales are
 * tried; for levels q the best scale is Σvq/Σq², and it explains (Σvq)²/Σq² of the block's Σv².
 * @param values [blocks, blockSize] float32, blockSize a multiple of 16 and at most 1024
 * @param packed [blocks, blockSize/2] bytes; of two levels in a byte the first is the low one
 * @param scales [blocks] float32
 */
export function quantizeInt4(values: usize, blocks: i32, blockSize: i32, packed: usize, scales: usize): void {
  for (let block: i32 = 0; block < blocks; block++) {
    const scale = fitScale(values, blockSize);
    store<f32>(scales, scale);
    packLevels(values, blockSize, inverseOf(scale), packed);
    values += (<usize>blockSize) << 2;
    packed += <usize>blockSize >> 1;
    scales += 4;
  }
}

function fitScale(values: usize, blockSize: i32): f32 {
  const extreme = extremeOf(values, blockSize);
  if (extreme === 0) return 0;
  toFixed(values, blockSize, -FARTHEST / extreme);
  const quarters = bestCandidate(blockSize);
  return leastSquaresScale(values, blockSize, (<f32>quarters * -0.25) / extreme);
}

function toFixed(values: usize, blockSize: i32, factor: f32): void {
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

/** The candidate whose levels explain most, found without a jump: which one it is cannot be predicted. */
function bestCandidate(blockSize: i32): i32 {
  const lower = explainedByFour(blockSize, FEWEST_QUARTERS);
  const upper = explainedByFour(blockSize, FEWEST_QUARTERS + 4);
  const best = foldMost(f32x4.pmax(lower, upper));
  const places = i32x4.bitmask(f32x4.eq(lower, best)) | (i32x4.bitmask(f32x4.eq(upper, best)) << 4);
  return FEWEST_QUARTERS + ctz(places);
}

/** (Σvq)²/Σq² of four neighbouring candidates. */
function explainedByFour(blockSize: i32, first: i32): v128 {
  const factor0 = i16x8.splat(<i16>first);
  const factor1 = i16x8.splat(<i16>(first + 1));
  const factor2 = i16x8.splat(<i16>(first + 2));
  const factor3 = i16x8.splat(<i16>(first + 3));
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
    const levels0 = fixedLevels(eight, factor0);
    const levels1 = fixedLevels(eight, factor1);
    const levels2 = fixedLevels(eight, factor2);
    const levels3 = fixedLevels(eight, factor3);
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

function fixedLevels(eight: v128, factor: v128): v128 {
  const levels = i16x8.shr_s(i16x8.add(i16x8.mul(eight, factor), i16x8.splat(HALF)), SHIFT);
  return i16x8.max_s(i16x8.min_s(levels, i16x8.splat(7)), i16x8.splat(-8));
}

/** The sums of four times four int32 numbers. */
function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

/** Σvq/Σq² for the levels that a first scale gives. */
function leastSquaresScale(values: usize, blockSize: i32, inverse: f32): f32 {
  const factors = f32x4.splat(inverse);
  let products = f32x4.splat(0);
  let squares = f32x4.splat(0);
  const end = values + ((<usize>blockSize) << 2);
  for (let at = values; at < end; at += 16) {
    const four = v128.load(at);
    const levels = f32x4.nearest(withinLevels(f32x4.mul(four, factors)));
    products = f32x4.add(products, f32x4.mul(four, levels));
    squares = f32x4.add(squares, f32x4.mul(levels, levels));
  }
  return sumOf(products) / sumOf(squares);
}

function withinLevels(scaled: v128): v128 {
  return f32x4.pmax(f32x4.splat(-8), f32x4.pmin(f32x4.splat(7), scaled));
}

function packLevels(values: usize, blockSize: i32, inverse: f32, packed: usize): void {
  const factors = f32x4.splat(inverse);
  for (let i: i32 = 0; i < blockSize; i += 16) {
    const low = i16x8.narrow_i32x4_s(levelsOf(values, factors), levelsOf(values + 16, factors));
    const high = i16x8.narrow_i32x4_s(levelsOf(values + 32, factors), levelsOf(values + 48, factors));
    const levels = i8x16.narrow_i16x8_u(low, high);
    const pairs = v128.and(v128.or(levels, i16x8.shr_u(levels, 4)), i16x8.splat(0xff));
    v128.store64_lane(packed, i8x16.narrow_i16x8_u(pairs, pairs), 0);
    values += 64;
    packed += 8;
  }
}

function levelsOf(values: usize, factors: v128): v128 {
  const scaled = withinLevels(f32x4.mul(v128.load(values), factors));
  return v128.and(f32x4.add(scaled, f32x4.splat(ROUNDING + 8)), i32x4.splat(15));
}
