import type { JsonSchema } from '../../shared/model/jsonSchema.ts';
import { schemaRule } from './schemaRule.ts';
import { END, type State } from './state.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Holds an answer to a JSON schema: says token by token which may come next. */
export class Constraint {
  private state: State;
  /** Where each byte leads from there. */
  private next: readonly (State | undefined)[];

  constructor(
    schema: JsonSchema,
    private readonly vocabulary: Vocabulary,
  ) {
    this.state = schemaRule(schema)(END);
    this.next = successors(this.state);
  }

  /** Whether the value is whole and nothing can follow it. */
  get isComplete(): boolean {
    return this.state.mayEnd && this.next.every((state) => state === undefined);
  }

  /** Whether a token may come next: one that continues the value, or one that ends the answer where the value is whole. */
  allows(id: number): boolean {
    const { starts, bytes, endIds } = this.vocabulary;
    const start = starts[id] as number;
    // Most tokens are refused at their first byte.
    if (start < (starts[id + 1] as number)) {
      return this.next[bytes[start] as number] !== undefined && this.stateAfter(id) !== undefined;
    }
    return this.state.mayEnd && endIds.includes(id);
  }

  /** Goes on behind a token that was allowed. */
  accept(id: number): void {
    this.state = this.stateAfter(id) ?? END;
    this.next = successors(this.state);
  }

  private stateAfter(id: number): State | undefined {
    const { starts, bytes } = this.vocabulary;
    const [start, end] = [starts[id] as number, starts[id + 1] as number];
    let state = this.next[bytes[start] as number];
    for (let index = start + 1; state && index < end; index++) state = state.after(bytes[index] as number);
    return state;
  }
}

function successors(state: State): (State | undefined)[] {
  return Array.from({ length: 256 }, (_, byte) => state.after(byte));
}
