import type { Arm } from './arm.ts';
import { once } from './once.ts';
import { plan } from './plan.ts';
import { product } from './product.ts';

/** The ways to have a document written that are held against each other. */
export const arms = { product, once, plan } satisfies Record<string, Arm>;

/** The name of one of them. */
export type ArmName = keyof typeof arms;

export const ARM_NAMES = Object.keys(arms) as ArmName[];
