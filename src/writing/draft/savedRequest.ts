import * as v from 'valibot';

const TEXTS = v.array(v.string());

const WORDING = v.looseObject({
  outlineRules: v.string(),
  contents: v.string(),
  tone: v.string(),
  manner: v.exactOptional(v.string()),
  sample: v.exactOptional(v.string()),
  opening: TEXTS,
  closing: TEXTS,
  defaultSections: v.array(v.looseObject({ title: v.string(), points: TEXTS })),
});

/** A kind of a person's own is saved whole: its file may be another by then. */
const KIND = v.looseObject({
  id: v.string(),
  name: v.string(),
  englishName: v.string(),
  isKnownToDemoModel: v.boolean(),
  typicalLength: v.number(),
  fields: v.array(v.looseObject({ id: v.string(), label: v.string(), englishLabel: v.string() })),
  headings: v.picklist(['numbered', 'none']),
  body: v.picklist(['prose', 'bullets']),
  isFree: v.exactOptional(v.boolean()),
  longestPiece: v.exactOptional(v.number()),
  askedSections: v.exactOptional(v.picklist(['titles', 'count'])),
  wordings: v.object({ zh: WORDING, en: WORDING }),
});

/** The request of a saved draft: what is computed with is of the types that it was saved in. */
export const SAVED_REQUEST = v.looseObject({
  kind: v.union([v.string(), KIND]),
  topic: v.string(),
  points: TEXTS,
  brief: v.exactOptional(v.string()),
  length: v.number(),
  fields: v.exactOptional(v.record(v.string(), v.string())),
  sources: v.exactOptional(v.array(v.looseObject({ name: v.string(), text: v.string() }))),
  seed: v.exactOptional(v.number()),
  draft: v.exactOptional(v.string()),
  // The first drafts had none: every document was Chinese.
  language: v.fallback(v.picklist(['zh', 'en']), 'zh'),
});
