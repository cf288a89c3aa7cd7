import type { QuantBits } from '../convert/convertWeights.ts';
import { brokenFile } from '../tensor/brokenFile.ts';
import type { StoredFloats } from '../tensor/elementType.ts';
import { fromFloat } from '../tensor/elementType.ts';
import { product } from '../tensor/tensorReader.ts';
import type { ElementRange, TensorInfo, TensorSource } from '../tensor/tensorSource.ts';
import { dequantizeRows, type GptqLinear, type PackedRows, packRows, zeroAt } from './gptq.ts';

const PACKED = '.qweight';
const PARTS = [PACKED, '.qzeros', '.scales', '.g_idx'];

/** How the linear layers of a GPTQ checkpoint are stored. */
export interface GptqFormat {
  readonly bits: QuantBits;
  readonly groupSize: number;
  /** Whether each zero point is the middle level, which MatMulNBits takes for granted. */
  readonly symmetric: boolean;
  /** Whether groups are runs of inputs and each zero point fits in `bits`, so that MatMulNBits can read them as they are. */
  readonly packable: boolean;
}

/** A GPTQ checkpoint: each quantised layer appears as the tensor `X.weight`, and can be read as floats or as it is stored. */
export class GptqSource implements TensorSource {
  private last: { readonly name: string; readonly linear: Promise<GptqLinear> } | undefined;

  private constructor(
    private readonly file: string,
    private readonly source: TensorSource,
    private readonly shapes: ReadonlyMap<string, readonly [number, number]>,
    readonly format: GptqFormat,
  ) {}

  /**
   * @param file name for errors
   * @throws UserError when the packed tensors of a layer do not fit together
   */
  static async open(
    file: string,
    source: TensorSource,
    { bits, groupSize }: { readonly bits: QuantBits; readonly groupSize: number },
  ): Promise<GptqSource> {
    const shapes = new Map<string, readonly [number, number]>();
    for (const name of source.names()) {
      if (name.endsWith(PACKED))
        shapes.set(name.slice(0, -PACKED.length), layerShape(file, source, name, bits));
    }
    if (shapes.size === 0)
      throw brokenFile(file, `no tensor in it is named *${PACKED}, so it is not quantised`);
    let symmetric = true;
    let packable = true;
    for (const [layer, [outputs, inputs]] of shapes) {
      const groups = Math.ceil(inputs / groupSize);
      checkParts(file, source, layer, { bits, inputs, outputs, groups });
      const zeros = await zeroRange(source, layer, { bits, outputs, groups });
      symmetric &&= zeros.least === 2 ** (bits - 1) && zeros.most === 2 ** (bits - 1);
      packable &&= zeros.most < 2 ** bits && inputs % groupSize === 0;
      packable &&= (await readGroups(file, source, layer, inputs, groupSize)).every(
        (group, input) => group === Math.floor(input / groupSize),
      );
    }
    return new GptqSource(file, source, shapes, { bits, groupSize, symmetric, packable });
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

  /** Rows of a quantised layer as they are stored; undefined for a tensor that is not quantised. */
  async readPacked(name: string, first: number, rows: number): Promise<PackedRows | undefined> {
    const layer = layerName(name);
    const shape = this.shapes.get(layer);
    return shape && packRows(await this.linear(layer, shape), first, rows);
  }

  readIntegers(name: string, range?: ElementRange): Promise<Int32Array<ArrayBuffer>> {
    return this.source.readIntegers(name, range);
  }

  async close(): Promise<void> {
    await this.source.close();
  }

  /** A layer's packed tensors; the last one's are kept, since its rows are asked for one after another. */
  private linear(name: string, shape: readonly [number, number]): Promise<GptqLinear> {
    if (this.last?.name !== name) this.last = { name, linear: this.load(name, shape) };
    return this.last.linear;
  }

  private async load(name: string, [outputs, inputs]: readonly [number, number]): Promise<GptqLinear> {
    const { bits, groupSize } = this.format;
    return {
      bits,
      inputs,
      outputs,
      groups: Math.ceil(inputs / groupSize),
      qweight: await this.source.readIntegers(`${name}.qweight`),
      qzeros: await this.source.readIntegers(`${name}.qzeros`),
      scales: await this.source.read(`${name}.scales`),
      groupOf: await readGroups(this.file, this.source, name, inputs, groupSize),
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
  bits: QuantBits,
): readonly [number, number] {
  const [words = 0, outputs = 0, ...more] = source.info(name)?.shape ?? [];
  const perWord = 32 / bits;
  if (more.length > 0 || words * outputs === 0 || outputs % perWord !== 0) {
    throw brokenFile(file, `its shape [${source.info(name)?.shape}] is none of ${bits}-bit weights`, name);
  }
  return [outputs, words * perWord];
}

interface LayerSizes {
  readonly bits: QuantBits;
  readonly inputs: number;
  readonly outputs: number;
  readonly groups: number;
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

async function zeroRange(
  source: TensorSource,
  layer: string,
  { bits, outputs, groups }: Pick<LayerSizes, 'bits' | 'outputs' | 'groups'>,
): Promise<{ least: number; most: number }> {
  const qzeros = await source.readIntegers(`${layer}.qzeros`);
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let group = 0; group < groups; group++) {
    for (let output = 0; output < outputs; output++) {
      const zero = zeroAt({ bits, outputs, qzeros }, group, output);
      least = Math.min(least, zero);
      most = Math.max(most, zero);
    }
  }
  return { least, most };
}

/** The group of each input: `g_idx` where there is one, else runs of inputs. */
async function readGroups(
  file: string,
  source: TensorSource,
  layer: string,
  inputs: number,
  groupSize: number,
): Promise<Int32Array<ArrayBuffer>> {
  const name = `${layer}.g_idx`;
  if (!source.info(name))
    return Int32Array.from({ length: inputs }, (_, input) => Math.floor(input / groupSize));
  const groups = await source.readIntegers(name);
  const most = Math.ceil(inputs / groupSize);
  const wrong = groups.find((group) => group < 0 || group >= most);
  if (wrong !== undefined) throw brokenFile(file, `it names group ${wrong} and there are ${most}`, name);
  return groups;
}
