/** How the weights of a model folder are stored. */
export type WeightType = 'fp32' | 'fp16' | 'int8' | 'int4';
