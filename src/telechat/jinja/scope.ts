import type { Value } from './values/values.ts';

/** Variables of a block; those of the blocks around it are seen, and never set from within. */
export class Scope {
  private readonly variables = new Map<string, Value>();

  constructor(private readonly outer?: Scope) {}

  get(name: string): Value | undefined {
    const value = this.variables.get(name);
    return value === undefined ? this.outer?.get(name) : value;
  }

  set(name: string, value: Value): void {
    this.variables.set(name, value);
  }
}
