import type { QuantBits } from '../convert/convertWeights.ts';

/** How a file packs the levels of a linear layer, and its zero points, into 32-bit words. */
export interface Packing {
  /** [outputs, inputs] of a layer by the shape of its `qweight`. */
  layerShape(qweight: readonly number[], bits: QuantBits): readonly [number, number];
  /** `qweight` as [inputs*bits/32, outputs], an output's levels of consecutive inputs in a word. */
  levels(qweight: Int32Array, bits: QuantBits, inputs: number, outputs: number): Int32Array;
  /** `qzeros` as [groups, outputs], the level that stands for zero. */
  zeros(qzeros: Int32Array, bits: QuantBits): Uint16Array;
}

/** GPTQ packs the levels along the inputs and the zero points along the outputs; its first version stores these less 1. */
function gptq(zeroOffset: 0 | 1): Packing {
  return {
    layerShape: ([words = 0, outputs = 0], bits) => [outputs, (words * 32) / bits],
    levels: (qweight) => qweight,
    zeros: (qzeros, bits) => Uint16Array.from(unpacked(qzeros, bits), (zero) => zero + zeroOffset),
  };
}

/** Where AWQ's kernel for matrix multiplication has the output that stands at each place of a word. */
const AWQ_ORDER = [0, 2, 4, 6, 1, 3, 5, 7] as const;

/** AWQ (version GEMM, 4 bits) packs both along the outputs, in the order of its kernel. Source: AutoAWQ, gemm.py. */
const awq: Packing = {
  layerShape: ([inputs = 0, words = 0], bits) => [(words * 32) / bits, inputs],
  levels(qweight, bits, inputs, outputs) {
    const perWord = 32 / bits;
    const byOutput = reordered(unpacked(qweight, bits));
    const levels = new Int32Array((inputs / perWord) * outputs);
    for (let input = 0; input < inputs; input++) {
      const word = Math.floor(input / perWord) * outputs;
      const shift = bits * (input % perWord);
      for (let output = 0; output < outputs; output++) {
        const level = byOutput[input * outputs + output] as number;
        levels[word + output] = (levels[word + output] as number) | (level << shift);
      }
    }
    return levels;
  },
  zeros: (qzeros, bits) => Uint16Array.from(reordered(unpacked(qzeros, bits))),
};

/** The packings that are known, as quantisation tools call them. */
export const PACKINGS = { gptq: gptq(1), gptq_v2: gptq(0), awq } as const;

/** The fields of `bits` bits of each word, from the lowest on. */
function unpacked(words: Int32Array, bits: QuantBits): Uint8Array {
  const perWord = 32 / bits;
  const fields = new Uint8Array(words.length * perWord);
  for (const [at, word] of words.entries()) {
    for (let field = 0; field < perWord; field++) {
      fields[at * perWord + field] = (word >>> (bits * field)) & (2 ** bits - 1);
    }
  }
  return fields;
}

function reordered(fields: Uint8Array): Uint8Array {
  const ordered = new Uint8Array(fields.length);
  for (const at of fields.keys()) {
    const place = at % AWQ_ORDER.length;
    ordered[at - place + (AWQ_ORDER[place] ?? 0)] = fields[at] as number;
  }
  return ordered;
}
