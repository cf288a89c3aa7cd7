/** Largest finite float16. */
export const FLOAT16_MAX = 65504;

const SMALLEST_NORMAL = 2 ** -14;
/** From here on, rounding to nearest gives infinity. */
const OVERFLOW = 65520;
const INFINITY_BITS = 0x7c00;
const NAN_BITS = 0x7e00;

let halves: Float32Array | undefined;

/** All 65536 float16 values by their bits, computed once: a look-up is several times faster than decoding. */
function halfTable(): Float32Array {
  halves ??= Float32Array.from({ length: 1 << 16 }, (_, bits) => decodeHalf(bits));
  return halves;
}

function decodeHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** @param bits IEEE 754 binary16 */
export function halfToFloat(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const table = halfTable();
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = table[bits[i] as number] as number;
  return values;
}

/** @param bits the upper halves of float32 numbers */
export function bfloat16ToFloat(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const words = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) words[i] = (bits[i] as number) << 16;
  return new Float32Array(words.buffer);
}

/** The nearest float16 of each value, ties to even; too large a value becomes infinity. */
export function floatToHalf(values: Float32Array): Uint16Array<ArrayBuffer> {
  const halfBits = new Uint16Array(values.length);
  const float = new Float32Array(1);
  const word = new Uint32Array(float.buffer);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const magnitude = Math.abs(value);
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
    halfBits[i] = sign | magnitudeBits(magnitude, float, word);
  }
  return halfBits;
}

function magnitudeBits(magnitude: number, float: Float32Array, word: Uint32Array): number {
  if (Number.isNaN(magnitude)) return NAN_BITS;
  if (magnitude >= OVERFLOW) return INFINITY_BITS;
  if (magnitude < SMALLEST_NORMAL) {
    // In [0.5, 1) neighbouring float32 numbers are 2^-24 apart, as subnormal float16 are: the addition does the rounding.
    float[0] = magnitude + 0.5;
    return (word[0] as number) - 0x3f000000;
  }
  float[0] = magnitude;
  const bits = word[0] as number;
  const lastKeptBit = (bits >>> 13) & 1;
  // Exponents are biased by 127 in float32 and by 15 in float16.
  return (bits + 0xfff + lastKeptBit - (112 << 23)) >>> 13;
}
