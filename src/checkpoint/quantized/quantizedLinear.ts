import type { QuantBits } from '../convert/convertWeights.ts';

/**
 * A linear layer in groups of levels, however its file had them packed (docs/model.md#quantised-weights). A weight is
 * (level - zero) * scale.
 */
export interface QuantizedLinear {
  readonly bits: QuantBits;
  readonly inputs: number;
  readonly outputs: number;
  readonly groups: number;
  /** [inputs*bits/32, outputs]: a word holds an output's levels of consecutive inputs, from its lowest bits on. */
  readonly levels: Int32Array;
  /** [groups, outputs]: the level that stands for zero, 0 to 2^bits. */
  readonly zeros: Uint16Array;
  /** [groups, outputs] */
  readonly scales: Float32Array;
  /** [inputs]: the group of each input. */
  readonly groupOf: Int32Array;
}

/** Rows (outputs) of the weight as float32 [rows, inputs]. */
export function dequantizeRows(
  linear: QuantizedLinear,
  first: number,
  rows: number,
): Float32Array<ArrayBuffer> {
  const { bits, inputs, outputs, levels, zeros, scales, groupOf } = linear;
  const perWord = 32 / bits;
  const mask = 2 ** bits - 1;
  const values = new Float32Array(rows * inputs);
  for (let row = 0; row < rows; row++) {
    const output = first + row;
    for (let input = 0; input < inputs; input++) {
      const at = (groupOf[input] as number) * outputs + output;
      const word = levels[Math.floor(input / perWord) * outputs + output] as number;
      const level = (word >>> (bits * (input % perWord))) & mask;
      values[row * inputs + input] = (level - (zeros[at] as number)) * (scales[at] as number);
    }
  }
  return values;
}

/** Rows of levels, scales and zero points as ONNX Runtime's MatMulNBits reads them; the numbers stay what they are. */
export interface PackedRows {
  /** [rows, blocks, blockSize*bits/8]; of two 4-bit levels in a byte the first is the low one. */
  readonly values: Uint8Array<ArrayBuffer>;
  /** [rows, blocks] */
  readonly scales: Float32Array<ArrayBuffer>;
  /** [rows, ceil(blocks*bits/8)] */
  readonly zeros: Uint8Array<ArrayBuffer>;
}

/**
 * Rearranges rows (outputs) of a layer whose groups are consecutive inputs, and whole blocks. The words of `levels` are the
 * bytes of MatMulNBits in their order: they only change places.
 * @param blockSize inputs that share a scale here: a group, or a part of it, which then has the group's scale again
 */
export function packRows(
  linear: QuantizedLinear,
  first: number,
  rows: number,
  blockSize: number,
): PackedRows {
  const { bits, inputs, outputs, levels, groupOf } = linear;
  const wordsPerRow = (inputs * bits) / 32;
  const blocks = inputs / blockSize;
  const zerosPerByte = 8 / bits;
  const zeroBytes = Math.ceil(blocks / zerosPerByte);
  const words = new Int32Array(rows * wordsPerRow);
  const scales = new Float32Array(rows * blocks);
  const zeros = new Uint8Array(rows * zeroBytes);
  for (let word = 0; word < wordsPerRow; word++) {
    const from = word * outputs + first;
    for (let row = 0; row < rows; row++) words[row * wordsPerRow + word] = levels[from + row] as number;
  }
  for (let row = 0; row < rows; row++) {
    for (let block = 0; block < blocks; block++) {
      const from = (groupOf[block * blockSize] as number) * outputs + first + row;
      scales[row * blocks + block] = linear.scales[from] as number;
      const at = row * zeroBytes + Math.floor(block / zerosPerByte);
      zeros[at] = (zeros[at] as number) | ((linear.zeros[from] as number) << (bits * (block % zerosPerByte)));
    }
  }
  return { values: new Uint8Array(words.buffer), scales, zeros };
}
