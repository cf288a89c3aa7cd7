import type { Value } from './values/values.ts';

/** Variables of a block; those of the blocks around it are seen, and never set from within. */
export class Scope {
  private readonly variables = new Map<string, Value>();

  constructor(private readonly outer?: Scope) {}

  /** The innermost value; undefined where no block around has one. */
  get(name: string): Value | undefined {
    const value = this.variables.get(name);
    return value === undefined ? this.outer?.get(name) : value;
  }

  /** Sets it in this block, where it hides one of the same name further out. */
  set(name: string, value: Value): void {
    this.variables.set(name, value);
  }
}
