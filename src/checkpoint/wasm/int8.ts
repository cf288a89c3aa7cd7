import { extremeOf, inverseOf, ROUNDING } from './block';

/**
 * Quantises blocks by their largest value to levels from -127 to 127, stored plus 128.
 * @param values [blocks, blockSize] float32, blockSize a multiple of 16
 * @param levels [blocks, blockSize] bytes
 * @param scales [blocks] float32
 */
export function quantizeInt8(values: usize, blocks: i32, blockSize: i32, levels: usize, scales: usize): void {
  for (let block: i32 = 0; block < blocks; block++) {
    const scale: f32 = abs(extremeOf(values, blockSize)) / 127;
    store<f32>(scales, scale);
    const inverse = f32x4.splat(inverseOf(scale));
    for (let i: i32 = 0; i < blockSize; i += 16) {
      const low = i16x8.narrow_i32x4_s(levelsOf(values, inverse), levelsOf(values + 16, inverse));
      const high = i16x8.narrow_i32x4_s(levelsOf(values + 32, inverse), levelsOf(values + 48, inverse));
      v128.store(levels, i8x16.narrow_i16x8_u(low, high));
      values += 64;
      levels += 16;
    }
    scales += 4;
  }
}

function levelsOf(values: usize, inverse: v128): v128 {
  const scaled = f32x4.mul(v128.load(values), inverse);
  return v128.and(f32x4.add(scaled, f32x4.splat(ROUNDING + 128)), i32x4.splat(0xff));
}
