/** Bits of a quantised weight; its zero point is 2^(bits-1). */
export type QuantBits = 4 | 8;

/** Quantised rows as ONNX Runtime's MatMulNBits reads them. */
export interface QuantizedRows {
  /** [rows, ceil(columns/blockSize), blockSize*bits/8]; of two 4-bit levels in a byte the first is the low one. */
  readonly packed: Uint8Array<ArrayBuffer>;
  /** [rows, ceil(columns/blockSize)]; a weight is (level - zero point) * scale. */
  readonly scales: Float32Array<ArrayBuffer>;
}

/** What the value farthest from zero is divided by for a first scale; 8 maps it to the lowest level. */
const INT4_DIVISORS = [8, 7.7, 7.4, 7.1, 6.8, 8.3, 8.6] as const;

/**
 * Quantises whole rows block by block, symmetrically: int8 by the largest absolute value, int4 by least squared error.
 * @param values [rows, columns], finite
 * @param blockSize elements that share a scale, even; a row's last block is filled up with zeros
 */
export function quantizeRows(
  values: Float32Array,
  columns: number,
  blockSize: number,
  bits: QuantBits,
): QuantizedRows {
  const rows = values.length / columns;
  const blocks = Math.ceil(columns / blockSize);
  const bytesPerBlock = (blockSize * bits) / 8;
  const packed = new Uint8Array(rows * blocks * bytesPerBlock);
  const scales = new Float32Array(rows * blocks);
  const levels = new Int8Array(blockSize);
  const quantize = bits === 4 ? fitInt4 : fitInt8;
  const pack = bits === 4 ? packInt4 : packInt8;
  for (let row = 0; row < rows; row++) {
    for (let block = 0; block < blocks; block++) {
      const start = row * columns + block * blockSize;
      const end = Math.min(start + blockSize, (row + 1) * columns);
      const index = row * blocks + block;
      levels.fill(0, end - start);
      scales[index] = quantize(values, start, end, levels);
      pack(levels, packed, index * bytesPerBlock);
    }
  }
  return { packed, scales };
}

function fitInt8(values: Float32Array, start: number, end: number, levels: Int8Array): number {
  const scale = Math.abs(extremeOf(values, start, end)) / 127;
  roundToLevels(values, start, end, scale, levels, -127, 127);
  return scale;
}

/**
 * Tries several scales, replaces each by the least-squares one for the levels it gives, and keeps the best.
 * For levels q the best scale is Σvq/Σq², and it leaves the error Σv² - (Σvq)²/Σq².
 */
function fitInt4(values: Float32Array, start: number, end: number, levels: Int8Array): number {
  const extreme = extremeOf(values, start, end);
  let scale = 0;
  let explained = 0;
  for (const divisor of extreme === 0 ? [] : INT4_DIVISORS) {
    const inverse = -divisor / extreme;
    let products = 0;
    let squares = 0;
    for (let i = start; i < end; i++) {
      const value = values[i] as number;
      const level = Math.max(-8, Math.min(7, nearest(value * inverse)));
      products += value * level;
      squares += level * level;
    }
    if (products * products > explained * squares) {
      explained = (products * products) / squares;
      scale = products / squares;
    }
  }
  roundToLevels(values, start, end, scale, levels, -8, 7);
  return scale;
}

/** The nearest whole number, halves up, of a number above -256: truncation is several times faster than Math.floor. */
function nearest(scaled: number): number {
  return ((scaled + 256.5) | 0) - 256;
}

/** The value farthest from zero, with its sign. */
function extremeOf(values: Float32Array, start: number, end: number): number {
  let extreme = 0;
  for (let i = start; i < end; i++) {
    const value = values[i] as number;
    if (Math.abs(value) > Math.abs(extreme)) extreme = value;
  }
  return extreme;
}

function roundToLevels(
  values: Float32Array,
  start: number,
  end: number,
  scale: number,
  levels: Int8Array,
  lowest: number,
  highest: number,
): void {
  const inverse = scale === 0 ? 0 : 1 / scale;
  for (let i = start; i < end; i++) {
    const level = nearest((values[i] as number) * inverse);
    levels[i - start] = Math.max(lowest, Math.min(highest, level));
  }
}

function packInt8(levels: Int8Array, packed: Uint8Array, offset: number): void {
  for (let i = 0; i < levels.length; i++) packed[offset + i] = (levels[i] as number) + 128;
}

function packInt4(levels: Int8Array, packed: Uint8Array, offset: number): void {
  for (let i = 0; i < levels.length; i += 2) {
    const low = (levels[i] as number) + 8;
    const high = (levels[i + 1] as number) + 8;
    packed[offset + i / 2] = low | (high << 4);
  }
}
