import { ROUNDING, sumOf } from './block';

/** Σvq/Σq², the best scale for the levels q that `inverse`, that of another scale, gives; stored, they are from 0 to 15 around `zero`. */
export function leastSquaresScale(values: usize, blockSize: i32, inverse: f32, zero: i32): f32 {
  const factors = f32x4.splat(inverse);
  let products = f32x4.splat(0);
  let squares = f32x4.splat(0);
  const end = values + ((<usize>blockSize) << 2);
  for (let at = values; at < end; at += 16) {
    const four = v128.load(at);
    const levels = f32x4.nearest(withinLevels(f32x4.mul(four, factors), zero));
    products = f32x4.add(products, f32x4.mul(four, levels));
    squares = f32x4.add(squares, f32x4.mul(levels, levels));
  }
  return sumOf(products) / sumOf(squares);
}

/** Stores a block's levels, of two in a byte the first in the low half. */
export function packLevels(values: usize, blockSize: i32, inverse: f32, zero: i32, packed: usize): void {
  const factors = f32x4.splat(inverse);
  for (let i: i32 = 0; i < blockSize; i += 16) {
    const low = i16x8.narrow_i32x4_s(levelsOf(values, factors, zero), levelsOf(values + 16, factors, zero));
    const high = i16x8.narrow_i32x4_s(
      levelsOf(values + 32, factors, zero),
      levelsOf(values + 48, factors, zero),
    );
    const levels = i8x16.narrow_i16x8_u(low, high);
    const pairs = v128.and(v128.or(levels, i16x8.shr_u(levels, 4)), i16x8.splat(0xff));
    v128.store64_lane(packed, i8x16.narrow_i16x8_u(pairs, pairs), 0);
    values += 64;
    packed += 8;
  }
}

function withinLevels(scaled: v128, zero: i32): v128 {
  return f32x4.pmax(f32x4.splat(-(<f32>zero)), f32x4.pmin(f32x4.splat(15 - <f32>zero), scaled));
}

function levelsOf(values: usize, factors: v128, zero: i32): v128 {
  const scaled = withinLevels(f32x4.mul(v128.load(values), factors), zero);
  return v128.and(f32x4.add(scaled, f32x4.splat(ROUNDING + <f32>zero)), i32x4.splat(15));
}
