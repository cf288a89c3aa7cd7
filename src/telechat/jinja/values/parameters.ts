import { JinjaError } from '../jinjaError.ts';
import type { Arguments, Value } from './values.ts';

/** The arguments of a call to one of our functions, by position or by name. */
export class Parameters {
  private readonly values = new Map<string, Value>();

  /**
   * @param names what the function takes, in order
   * @throws JinjaError for arguments that it does not take
   */
  constructor(
    private readonly callee: string,
    args: Arguments,
    names: readonly string[],
  ) {
    if (args.positional.length > names.length) {
      throw new JinjaError(`${callee} takes at most ${names.length} arguments`);
    }
    for (const [i, value] of args.positional.entries()) this.values.set(names[i] ?? '', value);
    for (const [name, value] of args.named) {
      if (!names.includes(name)) throw new JinjaError(`${callee} takes no argument '${name}'`);
      if (this.values.has(name)) throw new JinjaError(`${callee} got '${name}' twice`);
      this.values.set(name, value);
    }
  }

  /** undefined where the call has none; None is null. */
  get(name: string): Value | undefined {
    return this.values.get(name);
  }

  /** @throws JinjaError when it is missing */
  needed(name: string): Value {
    const value = this.values.get(name);
    if (value === undefined) throw new JinjaError(`${this.callee} needs '${name}'`);
    return value;
  }
}
