/** The value farthest from zero of a block of float32 numbers, with its sign. */
export function extremeOf(values: usize, blockSize: i32): f32 {
  const highest = highestOf(values, blockSize);
  const lowest = lowestOf(values, blockSize);
  return select<f32>(highest, lowest, highest >= -lowest);
}

/** The largest of a block's float32 numbers and zero. */
export function highestOf(values: usize, blockSize: i32): f32 {
  let most = f32x4.splat(0);
  const end = values + ((<usize>blockSize) << 2);
  for (let at = values; at < end; at += 16) most = f32x4.pmax(most, v128.load(at));
  return f32x4.extract_lane(foldMost(most), 0);
}

/** The smallest of a block's float32 numbers and zero. */
export function lowestOf(values: usize, blockSize: i32): f32 {
  let least = f32x4.splat(0);
  const end = values + ((<usize>blockSize) << 2);
  for (let at = values; at < end; at += 16) least = f32x4.pmin(least, v128.load(at));
  return -f32x4.extract_lane(foldMost(f32x4.neg(least)), 0);
}

/** The largest of four numbers, in each lane. */
export function foldMost(four: v128): v128 {
  const pairs = f32x4.pmax(four, v128.shuffle<f32>(four, four, 2, 3, 0, 1));
  return f32x4.pmax(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2));
}

/** The sum of four numbers, first those two lanes apart: another order would round differently. */
export function sumOf(four: v128): f32 {
  const pairs = f32x4.add(four, v128.shuffle<f32>(four, four, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.add(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2)), 0);
}

/** What a scale's values are multiplied by; 0 for a block of zeros. */
export function inverseOf(scale: f32): f32 {
  return scale === 0 ? 0 : 1 / scale;
}

/** Added to a number of less than 2^22 in size, it leaves the nearest whole number in the lowest bits of the sum. */
export const ROUNDING: f32 = 12582912;
