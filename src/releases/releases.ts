import * as v from 'valibot';

/** A TeleChat model as people can have it: an official checkpoint, and how its weights are stored here. */
export const RELEASE = v.object({
  id: v.string(),
  /** As people know it. */
  name: v.string(),
  /** Repository ids on the hubs. */
  repositories: v.object({ modelscope: v.string(), huggingface: v.string() }),
  /** How to store the weights; absent, as the checkpoint has them. */
  weights: v.exactOptional(v.picklist(['int8', 'int4', 'fp16'])),
  /** Of config, tokenizer and weights on the hub. */
  downloadBytes: v.number(),
  /** Of the model folder. */
  modelBytes: v.number(),
  /** Of the weights that the computing of one token reads: all but an embedding table that only looks up. */
  readBytes: v.number(),
  /** Numbers in the KV cache for one token: 2 × layers × hidden size. */
  cacheSize: v.number(),
  /** Whether the weights are float16, which the CPU computes as float32. */
  isHalf: v.boolean(),
});

/** A TeleChat model as people can have it. */
export type Release = Readonly<v.InferOutput<typeof RELEASE>>;

function repositories(name: string): Release['repositories'] {
  return { modelscope: `TeleAI/${name}`, huggingface: `Tele-AI/${name}` };
}

const CACHE_1B = 2 * 16 * 2048;
const CACHE_7B = 2 * 30 * 4096;
const CACHE_12B = 2 * 38 * 5120;

/**
 * The first generation's official releases, from the weakest to the strongest. Bytes of models are those of `layoutWeights`;
 * downloads of 7B, 7B int8 and 12B are those that the hubs state, the others are worked out from the shapes. The 1B's
 * vocabulary is not documented; 160,256 tokens are assumed.
 */
export const RELEASES: readonly Release[] = [
  {
    id: '1b',
    name: 'TeleChat-1B',
    repositories: repositories('TeleChat-1B'),
    weights: 'int8',
    downloadBytes: 2_930_000_000,
    modelBytes: 1_932_468_224,
    readBytes: 1_276_059_648,
    cacheSize: CACHE_1B,
    isHalf: false,
  },
  {
    id: '7b-int4',
    name: 'TeleChat-7B int4',
    repositories: repositories('telechat-7B-int4'),
    downloadBytes: 4_720_000_000,
    modelBytes: 5_139_546_112,
    readBytes: 3_826_728_960,
    cacheSize: CACHE_7B,
    isHalf: false,
  },
  {
    id: '7b-int8',
    name: 'TeleChat-7B int8',
    repositories: repositories('telechat-7B-int8'),
    downloadBytes: 8_030_000_000,
    modelBytes: 8_739_307_520,
    readBytes: 7_426_490_368,
    cacheSize: CACHE_7B,
    isHalf: false,
  },
  {
    id: '7b',
    name: 'TeleChat-7B',
    repositories: repositories('telechat-7B'),
    weights: 'fp16',
    downloadBytes: 14_410_000_000,
    modelBytes: 14_401_028_096,
    readBytes: 14_401_028_096,
    cacheSize: CACHE_7B,
    isHalf: true,
  },
  {
    id: '12b-int4',
    name: 'TeleChat-12B int4',
    repositories: repositories('TeleChat-12B-int4'),
    downloadBytes: 8_260_000_000,
    modelBytes: 7_485_409_280,
    readBytes: 6_256_609_280,
    cacheSize: CACHE_12B,
    isHalf: false,
  },
  {
    id: '12b-v2-int4',
    name: 'TeleChat-12B-v2 → int4',
    repositories: repositories('TeleChat-12B-v2'),
    weights: 'int4',
    downloadBytes: 24_780_000_000,
    modelBytes: 7_485_409_280,
    readBytes: 6_256_609_280,
    cacheSize: CACHE_12B,
    isHalf: false,
  },
  {
    id: '12b-int8',
    name: 'TeleChat-12B int8',
    repositories: repositories('TeleChat-12B-int8'),
    downloadBytes: 13_880_000_000,
    modelBytes: 13_371_033_600,
    readBytes: 12_142_233_600,
    cacheSize: CACHE_12B,
    isHalf: false,
  },
  {
    id: '12b-v2-int8',
    name: 'TeleChat-12B-v2 → int8',
    repositories: repositories('TeleChat-12B-v2'),
    weights: 'int8',
    downloadBytes: 24_780_000_000,
    modelBytes: 14_474_588_160,
    readBytes: 13_245_788_160,
    cacheSize: CACHE_12B,
    isHalf: false,
  },
  {
    id: '12b',
    name: 'TeleChat-12B',
    repositories: repositories('TeleChat-12B'),
    weights: 'fp16',
    downloadBytes: 24_780_000_000,
    modelBytes: 24_774_430_720,
    readBytes: 23_545_630_720,
    cacheSize: CACHE_12B,
    isHalf: true,
  },
  {
    id: '12b-v2',
    name: 'TeleChat-12B-v2',
    repositories: repositories('TeleChat-12B-v2'),
    weights: 'fp16',
    downloadBytes: 24_780_000_000,
    modelBytes: 24_774_430_720,
    readBytes: 23_545_630_720,
    cacheSize: CACHE_12B,
    isHalf: true,
  },
];
