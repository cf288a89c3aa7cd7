import type { QuantBits } from '../convert/convertWeights.ts';
import { brokenFile } from '../tensor/brokenFile.ts';
import type { StoredFloats } from '../tensor/elementType.ts';
import { fromFloat } from '../tensor/elementType.ts';
import { product } from '../tensor/tensorReader.ts';
import type { ElementRange, TensorInfo, TensorSource } from '../tensor/tensorSource.ts';
import { PACKINGS } from './packing.ts';
import { dequantizeRows, type PackedRows, packRows, type QuantizedLinear } from './quantizedLinear.ts';

const PACKED = '.qweight';
const PARTS = [PACKED, '.qzeros', '.scales', '.g_idx'];

/** What a checkpoint says about its quantised layers. */
export interface Quantization {
  readonly packing: keyof typeof PACKINGS;
  readonly bits: QuantBits;
  /** Inputs that share a scale; absent where all of an output do. */
  readonly groupSize?: number;
  /** True where groups are no runs of inputs, so that each layer has to tell the group of each. */
  readonly ordersInputs?: boolean;
}

/** What its layers turned out to be. */
export interface QuantizedFormat {
  readonly bits: QuantBits;
  /** A number that every group is a multiple of. */
  readonly groupSize: number;
  /** Whether each zero point is the middle level, which MatMulNBits takes for granted. */
  readonly symmetric: boolean;
  /** Whether groups are runs of inputs and each zero point fits in `bits`, so that MatMulNBits can read them as they are. */
  readonly packable: boolean;
}

/** A checkpoint of GPTQ or AWQ: each quantised layer appears as the tensor `X.weight`, and can be read as floats or as it is stored. */
export class QuantizedSource implements TensorSource {
  private last: { readonly name: string; readonly linear: Promise<QuantizedLinear> } | undefined;

  private constructor(
    private readonly file: string,
    private readonly source: TensorSource,
    private readonly shapes: ReadonlyMap<string, readonly [number, number]>,
    private readonly quantization: Quantization,
    readonly format: QuantizedFormat,
  ) {}

  /**
   * @param file name for errors
   * @throws UserError when the packed tensors of a layer do not fit together
   */
  static async open(
    file: string,
    source: TensorSource,
    quantization: Quantization,
  ): Promise<QuantizedSource> {
    const shapes = new Map<string, readonly [number, number]>();
    for (const name of source.names()) {
      if (name.endsWith(PACKED))
        shapes.set(name.slice(0, -PACKED.length), layerShape(file, source, name, quantization));
    }
    if (shapes.size === 0)
      throw brokenFile(file, `no tensor in it is named *${PACKED}, so it is not quantised`);
    const { bits, packing } = quantization;
    let symmetric = true;
    let packable = true;
    let groupSize = 0;
    for (const [layer, shape] of shapes) {
      const sizes = layerSizes(shape, quantization);
      checkParts(file, source, layer, sizes);
      if (quantization.ordersInputs && sizes.groups > 1 && !source.info(`${layer}.g_idx`))
        throw brokenFile(file, 'desc_act is true, and the file has no such tensor', `${layer}.g_idx`);
      const zeros = PACKINGS[packing].zeros(await source.readIntegers(`${layer}.qzeros`), bits);
      symmetric &&= zeros.every((zero) => zero === 2 ** (bits - 1));
      packable &&= zeros.every((zero) => zero < 2 ** bits) && sizes.inputs % sizes.groupSize === 0;
      packable &&= (await readGroups(file, source, layer, sizes)).every(
        (group, input) => group === Math.floor(input / sizes.groupSize),
      );
      groupSize = commonDivisor(groupSize, sizes.groupSize);
    }
    const format = { bits, groupSize, symmetric, packable };
    return new QuantizedSource(file, source, shapes, quantization, format);
  }

  *names(): Iterable<string> {
    for (const name of this.source.names()) {
      const layer = layerOf(name);
      if (layer === undefined || !this.shapes.has(layer)) yield name;
      else if (name.endsWith(PACKED)) yield `${layer}.weight`;
    }
  }

  info(name: string): TensorInfo | undefined {
    const shape = this.shapes.get(layerName(name));
    return shape ? { dtype: 'fp16', shape } : this.source.info(name);
  }

  async readStored(name: string, range?: ElementRange, spare?: ArrayBuffer): Promise<StoredFloats> {
    return this.shapes.has(layerName(name))
      ? fromFloat(await this.read(name, range))
      : this.source.readStored(name, range, spare);
  }

  async read(name: string, range?: ElementRange): Promise<Float32Array<ArrayBuffer>> {
    const layer = layerName(name);
    const shape = this.shapes.get(layer);
    if (!shape) return this.source.read(name, range);
    const [outputs, inputs] = shape;
    const { start, count } = range ?? { start: 0, count: outputs * inputs };
    const first = Math.floor(start / inputs);
    const rows = Math.ceil((start + count) / inputs) - first;
    const values = dequantizeRows(await this.linear(layer, shape), first, rows);
    return values.length === count
      ? values
      : values.slice(start - first * inputs, start - first * inputs + count);
  }

  /** Whether a tensor is a quantised layer's. */
  isQuantized(name: string): boolean {
    return this.shapes.has(layerName(name));
  }

  /**
   * Rows of a quantised layer as they are stored, in blocks of a size that divides the groups'; undefined for a tensor that is
   * not quantised.
   */
  async readPacked(
    name: string,
    first: number,
    rows: number,
    blockSize: number,
  ): Promise<PackedRows | undefined> {
    const layer = layerName(name);
    const shape = this.shapes.get(layer);
    return shape && packRows(await this.linear(layer, shape), first, rows, blockSize);
  }

  readIntegers(name: string, range?: ElementRange): Promise<Int32Array<ArrayBuffer>> {
    return this.source.readIntegers(name, range);
  }

  async close(): Promise<void> {
    await this.source.close();
  }

  /** A layer's packed tensors; the last one's are kept, since its rows are asked for one after another. */
  private linear(name: string, shape: readonly [number, number]): Promise<QuantizedLinear> {
    if (this.last?.name !== name) this.last = { name, linear: this.load(name, shape) };
    return this.last.linear;
  }

  private async load(name: string, shape: readonly [number, number]): Promise<QuantizedLinear> {
    const sizes = layerSizes(shape, this.quantization);
    const { bits, inputs, outputs, groups } = sizes;
    const packing = PACKINGS[this.quantization.packing];
    return {
      bits,
      inputs,
      outputs,
      groups,
      levels: packing.levels(await this.source.readIntegers(`${name}.qweight`), bits, inputs, outputs),
      zeros: packing.zeros(await this.source.readIntegers(`${name}.qzeros`), bits),
      scales: await this.source.read(`${name}.scales`),
      groupOf: await readGroups(this.file, this.source, name, sizes),
    };
  }
}

/** The layer whose weight a tensor would be. */
function layerName(tensor: string): string {
  return tensor.replace(/\.weight$/, '');
}

function layerOf(name: string): string | undefined {
  const part = PARTS.find((each) => name.endsWith(each));
  return part && name.slice(0, -part.length);
}

/** [outputs, inputs] of a layer by its packed weights. */
function layerShape(
  file: string,
  source: TensorSource,
  name: string,
  { packing, bits }: Quantization,
): readonly [number, number] {
  const stored = source.info(name)?.shape ?? [];
  const [outputs, inputs] = PACKINGS[packing].layerShape(stored, bits);
  if (stored.length !== 2 || inputs * outputs === 0 || outputs % (32 / bits) !== 0) {
    throw brokenFile(file, `its shape [${stored}] is none of ${bits}-bit weights`, name);
  }
  return [outputs, inputs];
}

interface LayerSizes {
  readonly bits: QuantBits;
  readonly inputs: number;
  readonly outputs: number;
  readonly groupSize: number;
  readonly groups: number;
}

function layerSizes(
  [outputs, inputs]: readonly [number, number],
  { bits, groupSize = inputs }: Quantization,
): LayerSizes {
  return { bits, inputs, outputs, groupSize, groups: Math.ceil(inputs / groupSize) };
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

function checkParts(file: string, source: TensorSource, layer: string, sizes: LayerSizes): void {
  const { bits, inputs, outputs, groups } = sizes;
  check(`${layer}.qzeros`, [groups, (outputs * bits) / 32]);
  check(`${layer}.scales`, [groups, outputs]);
  if (source.info(`${layer}.g_idx`)) check(`${layer}.g_idx`, [inputs]);

  function check(name: string, expected: readonly number[]): void {
    const info = source.info(name);
    if (!info) throw brokenFile(file, 'the file has no such tensor', name);
    const same = info.shape.length === expected.length && product(info.shape) === product(expected);
    if (same && info.shape[0] === expected[0]) return;
    throw brokenFile(
      file,
      `its shape is [${info.shape}] where the packed weights ask for [${expected}]`,
      name,
    );
  }
}

/** The group of each input: `g_idx` where there is one, else runs of inputs. */
async function readGroups(
  file: string,
  source: TensorSource,
  layer: string,
  { inputs, groupSize, groups }: LayerSizes,
): Promise<Int32Array<ArrayBuffer>> {
  const name = `${layer}.g_idx`;
  if (!source.info(name))
    return Int32Array.from({ length: inputs }, (_, input) => Math.floor(input / groupSize));
  const groupOf = await source.readIntegers(name);
  const wrong = groupOf.find((group) => group < 0 || group >= groups);
  if (wrong !== undefined) throw brokenFile(file, `it names group ${wrong} and there are ${groups}`, name);
  return groupOf;
}
