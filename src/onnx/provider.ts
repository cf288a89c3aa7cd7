/** ONNX Runtime's execution providers that TeleChat Writer can compute with. */
export const PROVIDERS = ['cpu', 'cuda'] as const;

export type Provider = (typeof PROVIDERS)[number];
