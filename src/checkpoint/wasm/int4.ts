import { extremeOf, inverseOf } from './block';
import { leastSquaresScale, packLevels } from './int4Levels';
import { bestOf, explainedByFour, toFixed } from './search';

/** Fixed point of the search: a block's farthest value becomes 512, and a candidate multiplies by a number of quarters. */
const FARTHEST: f32 = 512;
const SHIFT: i32 = 11;

/** Of eight candidates the first: what the farthest value is divided by for a first scale. 32 maps it to the lowest level. */
const FEWEST_QUARTERS: i32 = 27;

const ZERO: i32 = 8;

/**
 * Quantises blocks to levels from -8 to 7, stored plus 8, with scales that leave a small squared error: several are tried.
 * @param values [blocks, blockSize] float32, blockSize a multiple of 16 and at most 1024
 * @param packed [blocks, blockSize/2] bytes; of two levels in a byte the first is the low one
 * @param scales [blocks] float32
 */
export function quantizeInt4(values: usize, blocks: i32, blockSize: i32, packed: usize, scales: usize): void {
  for (let block: i32 = 0; block < blocks; block++) {
    const scale = fitScale(values, blockSize);
    store<f32>(scales, scale);
    packLevels(values, blockSize, inverseOf(scale), ZERO, packed);
    values += (<usize>blockSize) << 2;
    packed += <usize>blockSize >> 1;
    scales += 4;
  }
}

function fitScale(values: usize, blockSize: i32): f32 {
  const extreme = extremeOf(values, blockSize);
  if (extreme === 0) return 0;
  toFixed(values, blockSize, -FARTHEST / extreme);
  const best = bestOf(
    explainedByFour(blockSize, FEWEST_QUARTERS, 1, SHIFT, -ZERO),
    explainedByFour(blockSize, FEWEST_QUARTERS + 4, 1, SHIFT, -ZERO),
  );
  return leastSquaresScale(values, blockSize, (<f32>(FEWEST_QUARTERS + best) * -0.25) / extreme, ZERO);
}
