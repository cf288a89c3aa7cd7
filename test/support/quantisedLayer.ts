import type { Graph } from '../../src/onnx/proto.ts';
import { mulberry32 } from '../../src/shared/random.ts';

/** Most activations that share a scale. */
const MOST_CHUNK = 128;

/** Scales are rounded to 11 bits: of a product at most an eighth of what rounding a row to 8 bits may move it. */
const SCALE_ROUNDING = 1.13;

/** Sizes of a layer of quantised weights. */
export interface Shape {
  readonly bits: 4 | 8;
  readonly inputs: number;
  readonly outputs: number;
  readonly block: number;
  readonly hasZeroPoints?: boolean;
}

/** Weights as MatMulNBits has them. */
export interface Layer extends Shape {
  /** [outputs × inputs × bits / 8] */
  readonly levels: Uint8Array;
  /** [outputs × inputs / block] */
  readonly scales: Float32Array;
  /** [outputs × bytes of an output's] */
  readonly zeroPoints: Uint8Array | undefined;
}

function zeroPointBytes({ bits, inputs, block }: Shape): number {
  return Math.ceil(((inputs / block) * bits) / 8);
}

/** A layer of noise, the same for the same sizes. */
export function randomLayer(shape: Shape): Layer {
  const { bits, inputs, outputs, block } = shape;
  const random = mulberry32(inputs + outputs);
  const bytes = (length: number) => Uint8Array.from({ length }, () => random() * 256);
  const scales = Float32Array.from({ length: (outputs * inputs) / block }, () => 0.01 + random() / 100);
  const zeroPoints = shape.hasZeroPoints ? bytes(outputs * zeroPointBytes(shape)) : undefined;
  return { ...shape, levels: bytes((outputs * inputs * bits) / 8), scales, zeroPoints };
}

/** The number at a place of those of 4 or 8 bits that follow one another. */
function numberAt(bytes: Uint8Array, index: number, bits: 4 | 8): number {
  const byte = bytes[bits === 4 ? index >> 1 : index] ?? 0;
  return bits === 4 ? (byte >> (4 * (index % 2))) & 15 : byte;
}

function weightOf(layer: Layer, output: number, input: number): number {
  const { bits, inputs, block, levels, scales, zeroPoints } = layer;
  const at = Math.floor(input / block);
  const bytes = zeroPointBytes(layer);
  const ofOutput = zeroPoints?.subarray(output * bytes, (output + 1) * bytes);
  const zeroPoint = ofOutput ? numberAt(ofOutput, at, bits) : 2 ** (bits - 1);
  return (
    (numberAt(levels, output * inputs + input, bits) - zeroPoint) *
    (scales[(output * inputs) / block + at] ?? 0)
  );
}

/** A graph of one MatMulNBits: `x` [1, rows, inputs] to `y` [1, rows, outputs]. */
export function graphOf(layer: Layer) {
  const { bits, inputs, outputs, block, levels, scales, zeroPoints } = layer;
  const blocks = inputs / block;
  const attributes = { K: inputs, N: outputs, bits, block_size: block, accuracy_level: 4 };
  const zeros = zeroPoints ? ['z'] : [];
  return {
    name: 'layer',
    nodes: [
      {
        op: 'MatMulNBits',
        domain: 'com.microsoft',
        inputs: ['x', 'w', 's', ...zeros],
        outputs: ['y'],
        attributes,
      },
    ],
    inputs: [{ name: 'x', type: 'float32', shape: [1, 'rows', inputs] }],
    outputs: [{ name: 'y', type: 'float32', shape: [1, 'rows', outputs] }],
    initializers: [
      { name: 'w', type: 'uint8', dims: [outputs, blocks, (block * bits) / 8], data: levels },
      { name: 's', type: 'float32', dims: [outputs, blocks], data: new Uint8Array(scales.buffer) },
      ...(zeroPoints
        ? [{ name: 'z', type: 'uint8', dims: [outputs, zeroPointBytes(layer)], data: zeroPoints } as const]
        : []),
    ],
  } as const satisfies Graph;
}

/** The exact product of a row, and how far rounding the row to 8 bits, and the scales, can move it. */
export function exact(layer: Layer, row: Float32Array, output: number): { value: number; tolerance: number } {
  let value = 0;
  let tolerance = 0;
  let chunk = MOST_CHUNK;
  while (layer.block % chunk) chunk /= 2;
  for (let first = 0; first < layer.inputs; first += chunk) {
    let largest = 0;
    let magnitudes = 0;
    for (let input = first; input < first + chunk; input++) {
      const weight = weightOf(layer, output, input);
      value += weight * (row[input] ?? 0);
      largest = Math.max(largest, Math.abs(row[input] ?? 0));
      magnitudes += Math.abs(weight);
    }
    tolerance += (magnitudes * largest) / 127 / 2;
  }
  return { value, tolerance: tolerance * SCALE_ROUNDING + 1e-5 };
}
