import { UserError } from '../shared/errors.ts';
import type { StoredFloats } from './tensor/elementType.ts';
import { fromFloat } from './tensor/elementType.ts';
import type { ElementRange, TensorInfo, TensorSource } from './tensor/tensorSource.ts';

const OTHER_BASE = 'give the checkpoint that the adapter was trained on';
const SAVE_AGAIN = 'take the adapter again from where it comes from, or save it again';

/** How an adapter names the two factors of an update, and how they lie. */
interface LoraLayout {
  /** [rank, inputs], or [inputs, rank] where `transposed`. */
  readonly down: string;
  /** [outputs, rank], or [rank, outputs] where `transposed`. */
  readonly up: string;
  readonly transposed: boolean;
}

const LAYOUTS: readonly LoraLayout[] = [
  // PEFT, with and without the adapter's name.
  { down: '.lora_A.weight', up: '.lora_B.weight', transposed: false },
  { down: '.lora_A.default.weight', up: '.lora_B.default.weight', transposed: false },
  // TeleChat's own training code (docs/model.md#training-and-lora).
  { down: '.lora_right_weight', up: '.lora_left_weight', transposed: true },
];

/** True where the names are those of TeleChat's own training code, whose files do not tell the scale. */
export function isOwnLora(names: Iterable<string>): boolean {
  return [...names].some((name) => name.endsWith('.lora_right_weight'));
}

interface Update {
  readonly down: string;
  readonly up: string;
  readonly transposed: boolean;
  readonly rank: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** The factors of one update in memory: [rank, inputs] and [outputs, rank]. */
interface Factors {
  readonly down: Float32Array;
  readonly up: Float32Array;
}

/** A checkpoint with a LoRA adapter merged into it: W + scale · up · down. */
export class LoraSource implements TensorSource {
  private last: { readonly name: string; readonly factors: Promise<Factors> } | undefined;

  private constructor(
    private readonly file: string,
    private readonly base: TensorSource,
    private readonly adapter: TensorSource,
    private readonly updates: ReadonlyMap<string, Update>,
    private readonly scaleOf: (rank: number) => number,
  ) {}

  /**
   * @param file name of the adapter's file, for errors
   * @param scaleOf the factor of an update of a rank
   * @throws UserError when the adapter has no update, or one that does not fit the checkpoint
   */
  static open(
    file: string,
    base: TensorSource,
    adapter: TensorSource,
    scaleOf: (rank: number) => number,
  ): LoraSource {
    const weights = new Map(Array.from(base.names(), (name) => [canonical(name), name]));
    const updates = new Map<string, Update>();
    for (const down of adapter.names()) {
      const layout = LAYOUTS.find((each) => down.endsWith(each.down));
      if (!layout) continue;
      const module = down.slice(0, -layout.down.length);
      const target = weights.get(`${canonical(module)}.weight`);
      if (target === undefined)
        throw unfit(file, 'the checkpoint has no layer that it belongs to', OTHER_BASE, down);
      updates.set(target, describe(file, base, adapter, target, down, module + layout.up, layout.transposed));
    }
    if (updates.size === 0)
      throw unfit(file, 'it holds no LoRA weights', 'give the adapter that the training saved');
    refuseUnmerged(file, adapter, updates);
    return new LoraSource(file, base, adapter, updates, scaleOf);
  }

  names(): Iterable<string> {
    return this.base.names();
  }

  info(name: string): TensorInfo | undefined {
    return this.base.info(name);
  }

  async readStored(name: string, range?: ElementRange, spare?: ArrayBuffer): Promise<StoredFloats> {
    return this.updates.has(name)
      ? fromFloat(await this.read(name, range))
      : this.base.readStored(name, range, spare);
  }

  async read(name: string, range?: ElementRange): Promise<Float32Array<ArrayBuffer>> {
    const values = await this.base.read(name, range);
    const update = this.updates.get(name);
    if (!update) return values;
    const { down, up } = await this.factors(name, update);
    const { rank, inputs } = update;
    const scale = this.scaleOf(rank);
    const start = range?.start ?? 0;
    const end = start + values.length;
    const sums = new Float64Array(inputs);
    for (let row = Math.floor(start / inputs); row * inputs < end; row++) {
      sums.fill(0);
      for (let r = 0; r < rank; r++) addScaled(sums, down, r * inputs, up[row * rank + r] as number);
      const first = Math.max(start, row * inputs);
      for (let i = first; i < Math.min(end, (row + 1) * inputs); i++) {
        values[i - start] = (values[i - start] as number) + scale * (sums[i - row * inputs] as number);
      }
    }
    return values;
  }

  readIntegers(name: string, range?: ElementRange): Promise<Int32Array<ArrayBuffer>> {
    return this.base.readIntegers(name, range);
  }

  async close(): Promise<void> {
    await Promise.all([this.base.close(), this.adapter.close()]);
  }

  private factors(name: string, update: Update): Promise<Factors> {
    if (this.last?.name !== name) this.last = { name, factors: this.load(update) };
    return this.last.factors;
  }

  private async load(update: Update): Promise<Factors> {
    const { rank, inputs, outputs, transposed } = update;
    const down = await this.readFactor(update.down);
    const up = await this.readFactor(update.up);
    if (!transposed) return { down, up };
    return { down: transpose(down, inputs, rank), up: transpose(up, rank, outputs) };
  }

  private async readFactor(name: string): Promise<Float32Array> {
    const values = await this.adapter.read(name);
    const bad = values.find((value) => !Number.isFinite(value));
    if (bad === undefined) return values;
    throw unfit(this.file, `it holds ${bad}`, 'its training diverged: take an earlier adapter', name);
  }
}

/**
 * Everything that an adapter has trained must come into the weights.
 * @throws UserError for a tensor that is no factor of an update, as what PEFT saves of whole modules and biases
 */
function refuseUnmerged(file: string, adapter: TensorSource, updates: ReadonlyMap<string, Update>): void {
  const merged = new Set([...updates.values()].flatMap(({ down, up }) => [down, up]));
  const left = [...adapter.names()].find((name) => !merged.has(name));
  if (left === undefined) return;
  throw new UserError(
    `tensor ${left} in ${file}`,
    'it was trained beside the LoRA factors, and cannot be merged here',
    'merge the adapter with PEFT and import the result',
  );
}

/** Adds a multiple of the numbers from `first` on. */
function addScaled(sums: Float64Array, numbers: Float32Array, first: number, factor: number): void {
  for (let i = 0; i < sums.length; i++) {
    sums[i] = (sums[i] as number) + factor * (numbers[first + i] as number);
  }
}

/** A tensor's or module's name without what PEFT and TeleChat put before it. */
function canonical(name: string): string {
  return name.replace(/^base_model\.model\./, '').replace(/^(transformer|model)\./, '');
}

function describe(
  file: string,
  base: TensorSource,
  adapter: TensorSource,
  target: string,
  down: string,
  up: string,
  transposed: boolean,
): Update {
  const [outputs = 0, inputs = 0] = base.info(target)?.shape ?? [];
  const sizes = adapter.info(down)?.shape ?? [];
  const rank = sizes[transposed ? 1 : 0] ?? 0;
  expectShape(file, adapter, down, transposed ? [inputs, rank] : [rank, inputs]);
  expectShape(file, adapter, up, transposed ? [rank, outputs] : [outputs, rank]);
  return { down, up, transposed, rank, inputs, outputs };
}

function expectShape(file: string, adapter: TensorSource, name: string, expected: readonly number[]): void {
  const shape = adapter.info(name)?.shape;
  if (!shape) throw unfit(file, 'the file has no such tensor', SAVE_AGAIN, name);
  const same = shape.length === expected.length && expected.every((size, i) => size === shape[i] && size > 0);
  if (same) return;
  throw unfit(file, `its shape is [${shape}] where the checkpoint asks for [${expected}]`, OTHER_BASE, name);
}

function unfit(file: string, why: string, nextStep: string, tensor?: string): UserError {
  return new UserError(tensor === undefined ? file : `tensor ${tensor} in ${file}`, why, nextStep);
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  return values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)] as number);
}
