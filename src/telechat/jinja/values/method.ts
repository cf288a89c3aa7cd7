import type { Budget } from '../budget.ts';
import type { Arguments, Value } from './values.ts';

/** A method, a filter or a test: what it is called on comes first. */
export type Method<T, R = Value> = (self: T, args: Arguments, budget: Budget) => R;
