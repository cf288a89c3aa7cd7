import type { QuantBits } from '../convert/convertWeights.ts';

/** The packed tensors of one linear layer, as auto-gptq 0.3.0 stores them (docs/model.md#quantised-weights). */
export interface GptqLinear {
  readonly bits: QuantBits;
  readonly inputs: number;
  readonly outputs: number;
  readonly groups: number;
  /** [inputs*bits/32, outputs], packed along the inputs. */
  readonly qweight: Int32Array;
  /** [groups, outputs*bits/32], packed along the outputs, each stored minus 1. */
  readonly qzeros: Int32Array;
  /** [groups, outputs] */
  readonly scales: Float32Array;
  /** [inputs]: the group of each input. */
  readonly groupOf: Int32Array;
}

/** The level of the weight from one input to one output, 0 to 2^bits - 1. */
function levelAt({ bits, outputs, qweight }: GptqLinear, input: number, output: number): number {
  const perWord = 32 / bits;
  const word = qweight[Math.floor(input / perWord) * outputs + output] as number;
  return (word >>> (bits * (input % perWord))) & (2 ** bits - 1);
}

/** The level that stands for zero in one group of an output, 1 to 2^bits. */
export function zeroAt(
  { bits, outputs, qzeros }: Pick<GptqLinear, 'bits' | 'outputs' | 'qzeros'>,
  group: number,
  output: number,
): number {
  const perWord = 32 / bits;
  const word = qzeros[group * (outputs / perWord) + Math.floor(output / perWord)] as number;
  return ((word >>> (bits * (output % perWord))) & (2 ** bits - 1)) + 1;
}

/** Rows (outputs) of the weight as float32 [rows, inputs]: (level - zero) * scale. */
export function dequantizeRows(linear: GptqLinear, first: number, rows: number): Float32Array<ArrayBuffer> {
  const { inputs, outputs, scales, groupOf } = linear;
  const values = new Float32Array(rows * inputs);
  for (let row = 0; row < rows; row++) {
    const output = first + row;
    for (let input = 0; input < inputs; input++) {
      const group = groupOf[input] as number;
      const level = levelAt(linear, input, output) - zeroAt(linear, group, output);
      values[row * inputs + input] = level * (scales[group * outputs + output] as number);
    }
  }
  return values;
}

/** Rows of levels, scales and zero points as ONNX Runtime's MatMulNBits reads them; the numbers stay what they are. */
export interface PackedRows {
  /** [rows, groups, inputs/groups*bits/8]; of two 4-bit levels in a byte the first is the low one. */
  readonly values: Uint8Array<ArrayBuffer>;
  /** [rows, groups] */
  readonly scales: Float32Array<ArrayBuffer>;
  /** [rows, ceil(groups*bits/8)] */
  readonly zeros: Uint8Array<ArrayBuffer>;
}

/**
 * Rearranges rows (outputs) of a layer whose groups are consecutive inputs. A word of `qweight` holds an output's levels of
 * consecutive inputs from its lowest bits on, which are the bytes of MatMulNBits in their order: words only change places.
 */
export function packRows(linear: GptqLinear, first: number, rows: number): PackedRows {
  const { bits, inputs, outputs, groups, qweight } = linear;
  const wordsPerRow = (inputs * bits) / 32;
  const zerosPerByte = 8 / bits;
  const zeroBytes = Math.ceil(groups / zerosPerByte);
  const words = new Int32Array(rows * wordsPerRow);
  const scales = new Float32Array(rows * groups);
  const zeros = new Uint8Array(rows * zeroBytes);
  for (let word = 0; word < wordsPerRow; word++) {
    const from = word * outputs + first;
    for (let row = 0; row < rows; row++) words[row * wordsPerRow + word] = qweight[from + row] as number;
  }
  for (let row = 0; row < rows; row++) {
    const output = first + row;
    for (let group = 0; group < groups; group++) {
      scales[row * groups + group] = linear.scales[group * outputs + output] as number;
      const at = row * zeroBytes + Math.floor(group / zerosPerByte);
      zeros[at] = (zeros[at] as number) | (zeroAt(linear, group, output) << (bits * (group % zerosPerByte)));
    }
  }
  return { values: new Uint8Array(words.buffer), scales, zeros };
}
