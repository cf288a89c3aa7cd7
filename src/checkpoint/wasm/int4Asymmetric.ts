import { highestOf, inverseOf, lowestOf } from './block';
import { leastSquaresScale, packLevels } from './int4Levels';
import { bestOf, explainedByFour, toFixed } from './search';

/** Fixed point of the search: a block's range becomes 512, and a candidate multiplies by half steps that the range is cut into. */
const RANGE: f32 = 512;
const SHIFT: i32 = 10;

/** Of four candidates the first: 15 steps hold the whole range, more cut off its ends. */
const FEWEST_HALVES: i32 = 30;
const HALVES_APART: i32 = 2;

/** What stands for zero in a block of zeros. */
const MIDDLE: i32 = 8;

/**
 * Quantises rows of blocks to levels from 0 to 15 around a zero point of the block's own. Several scales are tried with either
 * whole number next to where zero lies in the block's range; the pair is kept that leaves the least squared error.
 * @param values [rows, blocks, blockSize] float32, blockSize a multiple of 16 and at most 1024
 * @param packed [rows, blocks, blockSize/2] bytes; of two levels in a byte the first is the low one
 * @param scales [rows, blocks] float32
 * @param zeros [rows, ceil(blocks/2)] bytes, all zero: of two zero points in a byte the first is the low one
 */
export function quantizeInt4Asymmetric(
  values: usize,
  rows: i32,
  blocks: i32,
  blockSize: i32,
  packed: usize,
  scales: usize,
  zeros: usize,
): void {
  for (let row: i32 = 0; row < rows; row++) {
    for (let block: i32 = 0; block < blocks; block++) {
      const zero = quantizeBlock(values, blockSize, packed, scales);
      const at = zeros + <usize>(block >> 1);
      store<u8>(at, load<u8>(at) | (zero << ((block & 1) << 2)));
      values += (<usize>blockSize) << 2;
      packed += <usize>blockSize >> 1;
      scales += 4;
    }
    zeros += <usize>((blocks + 1) >> 1);
  }
}

/** Returns the zero point. */
function quantizeBlock(values: usize, blockSize: i32, packed: usize, scaleAt: usize): i32 {
  const lowest = lowestOf(values, blockSize);
  const range = highestOf(values, blockSize) - lowest;
  let zero: i32 = MIDDLE;
  let scale: f32 = 0;
  if (range > 0) {
    toFixed(values, blockSize, RANGE / range);
    const below = min<i32>(<i32>((lowest * -15) / range), 14);
    const best = bestOf(
      explainedByFour(blockSize, FEWEST_HALVES, HALVES_APART, SHIFT, -below),
      explainedByFour(blockSize, FEWEST_HALVES, HALVES_APART, SHIFT, -below - 1),
    );
    zero = below + (best >> 2);
    const halves = FEWEST_HALVES + (best & 3) * HALVES_APART;
    scale = leastSquaresScale(values, blockSize, (<f32>halves * 0.5) / range, zero);
  }
  store<f32>(scaleAt, scale);
  packLevels(values, blockSize, inverseOf(scale), zero, packed);
  return zero;
}
