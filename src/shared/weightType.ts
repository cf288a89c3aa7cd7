/** How the weights of a model folder may be stored. */
export const WEIGHT_TYPES = ['fp32', 'fp16', 'int8', 'int4'] as const;

/** How the weights of a model folder are stored. */
export type WeightType = (typeof WEIGHT_TYPES)[number];
