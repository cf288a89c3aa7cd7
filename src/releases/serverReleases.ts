import * as v from 'valibot';

/** A TeleChat model that is too large for one person's machine: a server runs it, with vLLM. */
export const SERVER_RELEASE = v.object({
  /** As people know it. */
  name: v.string(),
  /** Repository id on ModelScope. */
  repository: v.string(),
  /** Correct answers of 100 in C-Eval, as its makers state it; absent where they do not. */
  cEval: v.exactOptional(v.number()),
  /** Whether it thinks before it answers. */
  thinks: v.boolean(),
  /** Of float16 (or bfloat16) weights. */
  weightBytes: v.number(),
  /** Numbers in the KV cache for one token: 2 × layers × KV heads × size of a head. */
  cacheSize: v.number(),
});

/** A TeleChat model that a server runs. */
export type ServerRelease = Readonly<v.InferOutput<typeof SERVER_RELEASE>>;

/** Tokens in the server's KV cache: one person's long context, or the documents of several. */
const CACHE_TOKENS = 32_768;

/** Of a GPU of 80 GB, what vLLM uses (its `--gpu-memory-utilization` is 0.9). */
const GPU_BYTES = 72e9;

const SHAPE_35B = { weightBytes: 70_870_118_400, cacheSize: 2 * 64 * 6144 };
const SHAPE_115B = { weightBytes: 226_565_832_704, cacheSize: 2 * 96 * 1024 };
const SHAPE_3_36B = { weightBytes: 72_479_158_272, cacheSize: 2 * 64 * 1024 };

/** The large dense releases. T1 has TeleChat2's architecture with minimal changes (arXiv 2507.18013); its shapes are taken to be the same. */
export const SERVER_RELEASES: readonly ServerRelease[] = [
  {
    name: 'TeleChat3-36B-Thinking',
    repository: 'TeleAI/TeleChat3-36B-Thinking',
    thinks: true,
    ...SHAPE_3_36B,
  },
  { name: 'T1-35B', repository: 'TeleAI/T1-35B', thinks: true, ...SHAPE_35B },
  { name: 'TeleChat2-35B', repository: 'TeleAI/TeleChat2-35B-Nov', cEval: 85, thinks: false, ...SHAPE_35B },
  { name: 'T1-115B', repository: 'TeleAI/T1-115B', thinks: true, ...SHAPE_115B },
  { name: 'TeleChat2-115B', repository: 'TeleAI/TeleChat2-115B', cEval: 86.9, thinks: false, ...SHAPE_115B },
];

/** GPU memory for weights and KV cache, in bytes. */
export function serverMemory({ weightBytes, cacheSize }: ServerRelease): number {
  return weightBytes + cacheSize * CACHE_TOKENS * 2;
}

/** GPUs of 80 GB that it is spread over: a power of two, which divides the heads. */
export function serverGpus(release: ServerRelease): number {
  return 2 ** Math.ceil(Math.log2(serverMemory(release) / GPU_BYTES));
}

/** Starts it on the server. Tokenizer and config of these repositories are code, which vLLM runs when it is allowed to. */
export function serverCommand(release: ServerRelease): string {
  return `VLLM_USE_MODELSCOPE=true vllm serve ${release.repository} --trust-remote-code --tensor-parallel-size ${serverGpus(release)}`;
}
