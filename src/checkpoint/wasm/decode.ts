/** A float16's exponent and fraction, moved to where float32 has them, count 2^112 too little. */
const FLOAT16_SCALE: f32 = 5.192296858534828e33;

/** @param count float16 numbers at `source`, which become float32 at `target` */
export function decodeFloat16(source: usize, count: i32, target: usize): void {
  for (let i: i32 = 0; i < count; i += 8) {
    const halves = v128.load(source + ((<usize>i) << 1));
    const at = target + ((<usize>i) << 2);
    v128.store(at, decodeFour(i32x4.extend_low_i16x8_u(halves)));
    v128.store(at, decodeFour(i32x4.extend_high_i16x8_u(halves)), 16);
  }
}

function decodeFour(halves: v128): v128 {
  const magnitude = v128.and(halves, i32x4.splat(0x7fff));
  const sign = i32x4.shl(v128.xor(halves, magnitude), 16);
  const finite = f32x4.mul(i32x4.shl(magnitude, 13), f32x4.splat(FLOAT16_SCALE));
  const notFinite = v128.and(i32x4.gt_s(magnitude, i32x4.splat(0x7bff)), i32x4.splat(0x7f800000));
  return v128.or(v128.or(finite, notFinite), sign);
}

/** @param count bfloat16 numbers at `source`, the upper halves of the float32 numbers that go to `target` */
export function decodeBfloat16(source: usize, count: i32, target: usize): void {
  for (let i: i32 = 0; i < count; i += 8) {
    const halves = v128.load(source + ((<usize>i) << 1));
    const at = target + ((<usize>i) << 2);
    v128.store(at, i32x4.shl(i32x4.extend_low_i16x8_u(halves), 16));
    v128.store(at, i32x4.shl(i32x4.extend_high_i16x8_u(halves), 16), 16);
  }
}

/** @param count float32 numbers at `source`, copied to `target` */
export function decodeFloat32(source: usize, count: i32, target: usize): void {
  memory.copy(target, source, (<usize>count) << 2);
}
