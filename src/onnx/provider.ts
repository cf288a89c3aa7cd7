/** ONNX Runtime's execution providers that TeleChat Writer can compute with. */
export const PROVIDERS = ['cpu', 'cuda'] as const;

/** `cpu` is there on every machine; what else works, `probeProviders` finds out. */
export type Provider = (typeof PROVIDERS)[number];
