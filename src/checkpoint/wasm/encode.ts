/**
 * The nearest float16 of each value, ties to even.
 * @param count float32 numbers at `values` of at most 65504 in size
 */
export function encodeFloat16(values: usize, count: i32, target: usize): void {
  for (let i: i32 = 0; i < count; i += 8) {
    const at = values + ((<usize>i) << 2);
    const halves = i16x8.narrow_i32x4_u(encodeFour(v128.load(at)), encodeFour(v128.load(at, 16)));
    v128.store(target + ((<usize>i) << 1), halves);
  }
}

function encodeFour(values: v128): v128 {
  const magnitude = v128.and(values, i32x4.splat(0x7fffffff));
  const sign = i32x4.shr_u(v128.xor(values, magnitude), 16);
  const subnormal = i32x4.lt_s(magnitude, i32x4.splat(0x38800000)); // 2^-14
  return v128.or(sign, v128.bitselect(encodeSubnormal(magnitude), encodeNormal(magnitude), subnormal));
}

/** Exponents are biased by 127 in float32 and by 15 in float16; adding just under half of the dropped bits rounds. */
function encodeNormal(magnitude: v128): v128 {
  const lastKeptBit = v128.and(i32x4.shr_u(magnitude, 13), i32x4.splat(1));
  const rounded = i32x4.add(i32x4.add(magnitude, i32x4.splat(0xfff - (112 << 23))), lastKeptBit);
  return i32x4.shr_u(rounded, 13);
}

/** In [0.5, 1) neighbouring float32 numbers are 2^-24 apart, as subnormal float16 are: the addition does the rounding. */
function encodeSubnormal(magnitude: v128): v128 {
  return i32x4.sub(f32x4.add(magnitude, f32x4.splat(0.5)), i32x4.splat(0x3f000000));
}
