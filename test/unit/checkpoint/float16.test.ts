import { describe, expect, it } from 'vitest';
import { bfloat16ToFloat, floatToHalf, halfToFloat } from '../../../src/checkpoint/tensor/float16.ts';

describe('float16', () => {
  it('comes back the same from float32, for every number there is', () => {
    const bits = Uint16Array.from({ length: 1 << 16 }, (_, i) => i);
    const isNumber = (half: number) => (half & 0x7c00) !== 0x7c00 || (half & 0x3ff) === 0;
    const back = floatToHalf(halfToFloat(bits));
    expect(bits.filter((half, i) => isNumber(half) && back[i] !== half)).toHaveLength(0);
  });

  it.each([
    ['one', 1, 0x3c00],
    ['the largest', 65504, 0x7bff],
    ['what rounds to infinity', 65520, 0x7c00],
    ['the smallest subnormal', 2 ** -24, 0x0001],
    ['half of it, a tie to even', 2 ** -25, 0x0000],
    ['a tie between even and odd', 1 + 2 ** -11, 0x3c00],
    ['a tie between odd and even', 1 + 3 * 2 ** -11, 0x3c02],
    ['a carry into the exponent', 2 - 2 ** -12, 0x4000],
    ['the largest that is subnormal', 2 ** -14 - 2 ** -24, 0x03ff],
    ['minus zero', -0, 0x8000],
  ])('rounds %s', (_, value, bits) => {
    expect([...floatToHalf(Float32Array.of(value))]).toEqual([bits]);
  });
});

describe('bfloat16', () => {
  it('is the upper half of a float32', () => {
    expect([...bfloat16ToFloat(Uint16Array.of(0x3f80, 0xc040, 0x7f80))]).toEqual([
      1,
      -3,
      Number.POSITIVE_INFINITY,
    ]);
  });
});
