import * as v from 'valibot';

const CHECK = v.object({
  name: v.string(),
  works: v.boolean(),
  /** How it is, or why it does not work. */
  detail: v.string(),
  /** What to do, where it does not work. */
  nextStep: v.exactOptional(v.string()),
  /** true for what many do well without. */
  optional: v.exactOptional(v.literal(true)),
});

/** One line of the doctor's report. */
export type Check = Readonly<v.InferOutput<typeof CHECK>>;

/** What `doctor` prints: what a diagnosis found, without anything personal. */
export const DOCTOR_REPORT = v.object({
  version: v.string(),
  platform: v.string(),
  node: v.string(),
  onnxruntime: v.string(),
  /** The editor that asked, and its version. */
  editor: v.exactOptional(v.string()),
  memoryGiB: v.number(),
  freeMemoryGiB: v.number(),
  checks: v.array(CHECK),
  /** The whole report as text, to be sent. */
  text: v.string(),
});

/** What `doctor` prints. */
export type DoctorReport = v.InferOutput<typeof DOCTOR_REPORT>;
