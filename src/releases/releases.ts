import * as v from 'valibot';

/** A TeleChat model as people can have it: an official checkpoint, and how its weights are stored here. */
export const RELEASE = v.object({
  id: v.string(),
  /** As people know it. */
  name: v.string(),
  /** Repository ids on the hubs. */
  repositories: v.object({ modelscope: v.string(), huggingface: v.string() }),
  /** 2: TeleChat2. */
  generation: v.picklist([1, 2]),
  /** Correct answers of 100 in C-Eval, a Chinese exam, of the unquantised model as its makers state it; absent where they do not. */
  cEval: v.exactOptional(v.number()),
  /** How to store the weights; absent, as the checkpoint has them. */
  weights: v.exactOptional(v.picklist(['int8', 'int4', 'fp16'])),
  /** Of config, tokenizer and weights on the hub. */
  downloadBytes: v.number(),
  /** Of the model folder. */
  modelBytes: v.number(),
  /** Of the weights that the computing of one token reads: all but an embedding table that only looks up. */
  readBytes: v.number(),
  /** Numbers in the KV cache for one token: 2 × layers × KV heads × size of a head. */
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
const CACHE_2_3B = 2 * 24 * 3072;
const CACHE_2_7B = 2 * 30 * 4096;

const C_EVAL_7B = 64.6;
const C_EVAL_12B = 66.6;
const C_EVAL_2_3B = 75;
const C_EVAL_2_7B = 82;

/**
 * TeleChat2 as far as it is for one person's machine, from the weakest to the strongest; serverReleases.ts has the larger
 * ones. The hubs have float16 alone, which the import quantises. Bytes of models are those of `layoutWeights`, downloads are
 * two bytes a weight.
 */
const TELECHAT2: readonly Release[] = [
  {
    id: 'telechat2-3b-int4',
    name: 'TeleChat2-3B → int4',
    repositories: repositories('TeleChat2-3B'),
    generation: 2,
    cEval: C_EVAL_2_3B,
    weights: 'int4',
    downloadBytes: 6_150_000_000,
    modelBytes: 3_149_279_232,
    readBytes: 2_343_972_864,
    cacheSize: CACHE_2_3B,
    isHalf: false,
  },
  {
    id: 'telechat2-3b-int8',
    name: 'TeleChat2-3B → int8',
    repositories: repositories('TeleChat2-3B'),
    generation: 2,
    cEval: C_EVAL_2_3B,
    weights: 'int8',
    downloadBytes: 6_150_000_000,
    modelBytes: 3_807_522_816,
    readBytes: 3_002_216_448,
    cacheSize: CACHE_2_3B,
    isHalf: false,
  },
  {
    id: 'telechat2-7b-int4',
    name: 'TeleChat2-7B → int4',
    repositories: repositories('TeleChat2-7B'),
    generation: 2,
    cEval: C_EVAL_2_7B,
    weights: 'int4',
    downloadBytes: 15_240_000_000,
    modelBytes: 6_944_079_872,
    readBytes: 5_870_338_048,
    cacheSize: CACHE_2_7B,
    isHalf: false,
  },
  {
    id: 'telechat2-7b-int8',
    name: 'TeleChat2-7B → int8',
    repositories: repositories('TeleChat2-7B'),
    generation: 2,
    cEval: C_EVAL_2_7B,
    weights: 'int8',
    downloadBytes: 15_240_000_000,
    modelBytes: 9_040_707_584,
    readBytes: 7_966_965_760,
    cacheSize: CACHE_2_7B,
    isHalf: false,
  },
  {
    id: 'telechat2-7b',
    name: 'TeleChat2-7B',
    repositories: repositories('TeleChat2-7B'),
    generation: 2,
    cEval: C_EVAL_2_7B,
    weights: 'fp16',
    downloadBytes: 15_240_000_000,
    modelBytes: 15_235_694_592,
    readBytes: 14_161_952_768,
    cacheSize: CACHE_2_7B,
    isHalf: true,
  },
];

/**
 * The first generation, from the weakest to the strongest. Bytes of models are those of `layoutWeights`; downloads of 7B, 7B
 * int8 and 12B are those that the hubs state, the others are worked out from the shapes. The 1B's vocabulary is not
 * documented; 160,256 tokens are assumed.
 */
const FIRST_GENERATION: readonly Release[] = [
  {
    id: '1b',
    name: 'TeleChat-1B',
    repositories: repositories('TeleChat-1B'),
    generation: 1,
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
    generation: 1,
    cEval: C_EVAL_7B,
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
    generation: 1,
    cEval: C_EVAL_7B,
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
    generation: 1,
    cEval: C_EVAL_7B,
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
    generation: 1,
    cEval: C_EVAL_12B,
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
    generation: 1,
    weights: 'int4',
    downloadBytes: 24_780_000_000,
    modelBytes: 11_066_552_320,
    readBytes: 9_837_752_320,
    cacheSize: CACHE_12B,
    isHalf: false,
  },
  {
    id: '12b-int8',
    name: 'TeleChat-12B int8',
    repositories: repositories('TeleChat-12B-int8'),
    generation: 1,
    cEval: C_EVAL_12B,
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
    generation: 1,
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
    generation: 1,
    cEval: C_EVAL_12B,
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
    generation: 1,
    weights: 'fp16',
    downloadBytes: 24_780_000_000,
    modelBytes: 24_774_430_720,
    readBytes: 23_545_630_720,
    cacheSize: CACHE_12B,
    isHalf: true,
  },
];

/** The official releases for one person's machine, the current generation first, each from the weakest to the strongest. */
export const RELEASES: readonly Release[] = [...TELECHAT2, ...FIRST_GENERATION];
