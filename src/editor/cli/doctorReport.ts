import * as v from 'valibot';

/** What `doctor --json` prints, as far as it is shown. */
export const DOCTOR_REPORT = v.object({
  /** The whole report, without anything personal, to be sent. */
  text: v.string(),
  checks: v.array(
    v.object({
      name: v.string(),
      works: v.boolean(),
      optional: v.optional(v.boolean()),
      detail: v.string(),
      nextStep: v.optional(v.string()),
    }),
  ),
});

export type DoctorReport = v.InferOutput<typeof DOCTOR_REPORT>;
