import { brokenFile } from '../tensor/brokenFile.ts';

/** A class or function that a pickle names. Nothing is ever imported or called for it. */
export class PickleGlobal {
  constructor(readonly name: string) {}
}

/** What the stack of a pickle holds: a tuple is an array, a dict a Map, and `object` what the rules' own functions made. */
export type PickleValue = null | boolean | number | string | PickleGlobal | PickleList | PickleDict | object;
type PickleList = PickleValue[];
type PickleDict = Map<PickleValue, PickleValue>;

/** What a pickle may name, and what it means to call it. */
export interface PickleRules {
  /** Full names, `module.name`; with a function for those that may be called. */
  readonly globals: ReadonlyMap<string, ((args: readonly PickleValue[]) => PickleValue) | undefined>;
  /** Turns a persistent id into what it stands for. */
  readonly persistent: (id: PickleValue) => PickleValue;
}

const MARK = new PickleGlobal('mark');

/** No state dict nests deeper or names more; a hostile pickle should not fill memory with less. */
const MAX_STACK = 1_000_000;
/** A tensor takes some forty steps. */
const MAX_STEPS = 10_000_000;

/**
 * Reads the subset of pickle that torch.save writes (protocols 2 to 5). It executes nothing: an unknown opcode and a global
 * that the rules do not list are refused by name.
 * Source: CPython's Lib/pickletools.py, which documents each opcode.
 * @throws UserError naming the opcode or the global
 */
export function readPickle(file: string, bytes: Uint8Array, rules: PickleRules): PickleValue {
  return new PickleMachine(file, bytes, rules).run();
}

class PickleMachine {
  private readonly view: DataView;
  private readonly stack: PickleValue[] = [];
  private readonly memo = new Map<number, PickleValue>();
  private position = 0;

  constructor(
    private readonly file: string,
    private readonly bytes: Uint8Array,
    private readonly rules: PickleRules,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): PickleValue {
    for (let steps = 0; ; steps++) {
      const opcode = this.byte();
      if (opcode === STOP) return this.pop();
      const step = STEPS[opcode];
      if (!step)
        throw this.refuse(
          `opcode ${printable(opcode)} at byte ${this.position - 1} is not one of a checkpoint`,
        );
      step(this);
      if (this.stack.length > MAX_STACK || steps > MAX_STEPS) {
        throw this.refuse('it piles up more values than any checkpoint has');
      }
    }
  }

  push(value: PickleValue): void {
    this.stack.push(value);
  }

  pop(): PickleValue {
    const value = this.stack.pop();
    if (value === undefined || value === MARK) throw this.refuse('it takes a value that is not there');
    return value;
  }

  mark(): void {
    this.stack.push(MARK);
  }

  /** Takes what lies above the last mark, and the mark. */
  popToMark(): PickleValue[] {
    const at = this.stack.lastIndexOf(MARK);
    if (at < 0) throw this.refuse('it closes a list that was not opened');
    const values = this.stack.splice(at);
    return values.slice(1);
  }

  popMany(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  top(): PickleValue {
    const value = this.pop();
    this.stack.push(value);
    return value;
  }

  remember(index = this.memo.size): void {
    this.memo.set(index, this.top());
  }

  recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw this.refuse(`it refers to value ${index}, which it has not defined`);
    this.stack.push(value);
  }

  global(name: string): void {
    if (!this.rules.globals.has(name)) {
      throw this.refuse(
        `it asks for ${name}, which no checkpoint needs and which could run code; nothing was executed`,
      );
    }
    this.stack.push(new PickleGlobal(name));
  }

  persistent(): void {
    this.stack.push(this.rules.persistent(this.pop()));
  }

  reduce(): void {
    const args = this.list();
    const callee = this.pop();
    const call = callee instanceof PickleGlobal ? this.rules.globals.get(callee.name) : undefined;
    if (!call) throw this.refuse('it calls something that cannot be called');
    this.stack.push(call(args));
  }

  /** Attributes of an object, such as a state dict's `_metadata`: nothing that is needed. */
  build(): void {
    this.pop();
    if (!(this.top() instanceof Map))
      throw this.refuse('it sets attributes of something that is no dictionary');
  }

  list(): PickleList {
    const value = this.pop();
    if (!Array.isArray(value)) throw this.refuse('it uses something as a list that is none');
    return value;
  }

  setItems(items: readonly PickleValue[]): void {
    const dict = this.top();
    if (!(dict instanceof Map) || items.length % 2 !== 0) {
      throw this.refuse('it uses something as a dictionary that is none');
    }
    for (let i = 0; i < items.length; i += 2) dict.set(items[i] ?? null, items[i + 1] ?? null);
  }

  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw this.refuse('it uses something as a list that is none');
    for (const item of items) list.push(item);
  }

  byte(): number {
    return this.take(1)[0] as number;
  }

  uint16(): number {
    const at = this.advance(2);
    return this.view.getUint16(at, true);
  }

  int32(): number {
    const at = this.advance(4);
    return this.view.getInt32(at, true);
  }

  uint32(): number {
    const at = this.advance(4);
    return this.view.getUint32(at, true);
  }

  /** Big endian, as pickle has it. */
  double(): number {
    const at = this.advance(8);
    return this.view.getFloat64(at, false);
  }

  /** A whole number of `length` bytes in two's complement, as far as JavaScript's numbers are exact. */
  long(length: number): number {
    const digits = this.take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = value * 256n + BigInt(digits[i] as number);
    const negative = length > 0 && ((digits[length - 1] as number) & 0x80) !== 0;
    const whole = Number(negative ? value - (1n << BigInt(8 * length)) : value);
    if (!Number.isSafeInteger(whole)) throw this.refuse('it holds a whole number that no size can have');
    return whole;
  }

  text(length: number): string {
    return new TextDecoder().decode(this.take(length));
  }

  /** Text up to the end of the line. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.position);
    if (end < 0) throw this.refuse('it ends in the middle of a name');
    const text = this.text(end - this.position);
    this.position = end + 1;
    return text;
  }

  string(): string {
    const value = this.pop();
    if (typeof value !== 'string') throw this.refuse('it uses something as a name that is none');
    return value;
  }

  skip(length: number): void {
    this.advance(length);
  }

  refuse(why: string): Error {
    return brokenFile(this.file, why);
  }

  private take(length: number): Uint8Array {
    const at = this.advance(length);
    return this.bytes.subarray(at, at + length);
  }

  private advance(length: number): number {
    const at = this.position;
    if (at + length > this.bytes.length) throw this.refuse('it ends in the middle of a value');
    this.position = at + length;
    return at;
  }
}

const STOP = 0x2e;

/** Opcodes by number; the names are pickletools'. */
const STEPS: Readonly<Record<number, (machine: PickleMachine) => void>> = {
  // PROTO, FRAME
  128: (m) => m.skip(1),
  149: (m) => m.skip(8),
  // NONE, NEWTRUE, NEWFALSE
  78: (m) => m.push(null),
  136: (m) => m.push(true),
  137: (m) => m.push(false),
  // BININT, BININT1, BININT2, LONG1, BINFLOAT
  74: (m) => m.push(m.int32()),
  75: (m) => m.push(m.byte()),
  77: (m) => m.push(m.uint16()),
  138: (m) => m.push(m.long(m.byte())),
  71: (m) => m.push(m.double()),
  // BINUNICODE, SHORT_BINUNICODE
  88: (m) => m.push(m.text(m.uint32())),
  140: (m) => m.push(m.text(m.byte())),
  // EMPTY_TUPLE, TUPLE, TUPLE1, TUPLE2, TUPLE3
  41: (m) => m.push([]),
  116: (m) => m.push(m.popToMark()),
  133: (m) => m.push(m.popMany(1)),
  134: (m) => m.push(m.popMany(2)),
  135: (m) => m.push(m.popMany(3)),
  // EMPTY_LIST, APPEND, APPENDS
  93: (m) => m.push([]),
  97: (m) => m.append(m.popMany(1)),
  101: (m) => m.append(m.popToMark()),
  // EMPTY_DICT, SETITEM, SETITEMS
  125: (m) => m.push(new Map()),
  115: (m) => m.setItems(m.popMany(2)),
  117: (m) => m.setItems(m.popToMark()),
  // MARK
  40: (m) => m.mark(),
  // BINPUT, LONG_BINPUT, MEMOIZE
  113: (m) => m.remember(m.byte()),
  114: (m) => m.remember(m.uint32()),
  148: (m) => m.remember(),
  // BINGET, LONG_BINGET
  104: (m) => m.recall(m.byte()),
  106: (m) => m.recall(m.uint32()),
  // GLOBAL, STACK_GLOBAL
  99: (m) => {
    const module = m.line();
    m.global(`${module}.${m.line()}`);
  },
  147: (m) => {
    const name = m.string();
    m.global(`${m.string()}.${name}`);
  },
  // BINPERSID, REDUCE, BUILD
  81: (m) => m.persistent(),
  82: (m) => m.reduce(),
  98: (m) => m.build(),
};

function printable(opcode: number): string {
  const hex = `0x${opcode.toString(16).padStart(2, '0')}`;
  return opcode > 32 && opcode < 127 ? `${hex} (${String.fromCharCode(opcode)})` : hex;
}
