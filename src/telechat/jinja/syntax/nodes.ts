import type { Value } from '../values/values.ts';

/** Where a value goes: a name, an attribute of a namespace, or several of them. */
export type Target =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'attribute'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'several'; readonly targets: readonly Target[] };

/** The arguments as they stand in a call, not evaluated. */
export interface CallArguments {
  readonly positional: readonly Expression[];
  readonly named: readonly (readonly [string, Expression])[];
  /** `*items` */
  readonly items: Expression | undefined;
  /** `**entries` */
  readonly entries: Expression | undefined;
}

/** What follows `|`, or `is` for a test; its value is not among the arguments. */
export interface FilterCall {
  readonly name: string;
  readonly args: CallArguments;
}

/** The syntax tree of what has a value. `item` is `a[b]`, `concat` is `~`, `compare` a chain such as `a < b < c`. */
export type Expression =
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list' | 'tuple'; readonly items: readonly Expression[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'attribute'; readonly object: Expression; readonly name: string }
  | { readonly kind: 'item'; readonly object: Expression; readonly key: Expression }
  | {
      readonly kind: 'slice';
      readonly object: Expression;
      readonly bounds: readonly (Expression | undefined)[];
    }
  | { readonly kind: 'call'; readonly callee: Expression; readonly args: CallArguments }
  | { readonly kind: 'filter'; readonly filter: FilterCall; readonly value: Expression }
  | { readonly kind: 'test'; readonly test: FilterCall; readonly value: Expression }
  | { readonly kind: 'not'; readonly value: Expression }
  | { readonly kind: 'sign'; readonly sign: '-' | '+'; readonly value: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'concat'; readonly parts: readonly Expression[] }
  | {
      readonly kind: 'compare';
      readonly first: Expression;
      readonly rest: readonly { readonly operator: string; readonly value: Expression }[];
    }
  | {
      readonly kind: 'condition';
      readonly test: Expression;
      readonly value: Expression;
      readonly otherwise: Expression | undefined;
    };

/** A parameter of a macro; `value` is its default. */
export interface Parameter {
  readonly name: string;
  readonly value: Expression | undefined;
}

/** What a macro, or the block of a call, takes and does. */
export interface Routine {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
}

/** The syntax tree of tags, and the text between them. `setBlock` takes its body's text as the value. */
export type Statement =
  | { readonly kind: 'data'; readonly text: string }
  | { readonly kind: 'print'; readonly value: Expression }
  | {
      readonly kind: 'if';
      readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly kind: 'for';
      readonly target: Target;
      readonly items: Expression;
      readonly test: Expression | undefined;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly kind: 'set'; readonly target: Target; readonly value: Expression }
  | {
      readonly kind: 'setBlock';
      readonly target: Target;
      readonly filters: readonly FilterCall[];
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'macro'; readonly routine: Routine }
  | { readonly kind: 'callBlock'; readonly routine: Routine; readonly call: Expression }
  | {
      readonly kind: 'filterBlock';
      readonly filters: readonly FilterCall[];
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'with';
      readonly values: readonly (readonly [Target, Expression])[];
      readonly body: readonly Statement[];
    }
  /** A block that changes nothing but where its variables live. */
  | { readonly kind: 'scope'; readonly body: readonly Statement[] }
  | { readonly kind: 'break' | 'continue' };
