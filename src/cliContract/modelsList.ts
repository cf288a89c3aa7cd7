import * as v from 'valibot';
import { WEIGHT_TYPES } from '../shared/weightType.ts';
import { PULL_STAGE } from './modelsPull.ts';

const STORED_MODEL = v.object({
  name: v.string(),
  folder: v.string(),
  /** Repository or folder that it comes from; empty where it is broken, as are `weights` and `license`. */
  source: v.string(),
  weights: v.string(),
  license: v.string(),
  bytes: v.number(),
  /** What is wrong with it, for one that cannot be used. */
  broken: v.exactOptional(v.string()),
});

/** A model of the models folder. */
export type StoredModel = Readonly<v.InferOutput<typeof STORED_MODEL>>;

/** A pull that did not come to its end. */
export const UNFINISHED_PULL = v.object({
  /** Of the model that is to be. */
  name: v.string(),
  /** Repository id, or a checkpoint folder of this machine. */
  from: v.string(),
  /** `modelscope`, `huggingface` or the address of a mirror; absent for a folder. */
  source: v.exactOptional(v.string()),
  /** Absent: as the import chooses. */
  weights: v.exactOptional(v.picklist(WEIGHT_TYPES)),
  stage: PULL_STAGE,
  /** Downloaded so far. */
  bytes: v.number(),
  /** Of the download, once it is known. */
  totalBytes: v.exactOptional(v.number()),
  /** Name of its download; absent for a folder. */
  download: v.exactOptional(v.string()),
});

/** A pull that did not come to its end. */
export type UnfinishedPull = Readonly<v.InferOutput<typeof UNFINISHED_PULL>>;

/** What `models list` prints. */
export const MODEL_LIST = v.object({
  /** The models folder. */
  folder: v.string(),
  models: v.array(STORED_MODEL),
  unfinished: v.array(UNFINISHED_PULL),
  /** Checkpoints that were kept, or whose pull is forgotten. */
  downloads: v.array(v.object({ name: v.string(), bytes: v.number() })),
});

/** What `models list` prints. */
export type ModelList = v.InferOutput<typeof MODEL_LIST>;
