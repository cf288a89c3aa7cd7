import type { JsonSchema } from '../../../shared/model/jsonSchema.ts';
import { forms } from '../../documents/forms/forms.ts';
import { generalKind } from '../../documents/forms/general.ts';
import { type DocumentKind, documentKinds } from '../../documents/index.ts';
import type { Language } from '../../text/language.ts';

/** What a model is to read out of a brief. */
export interface ReadingTask {
  readonly brief: string;
  readonly language: Language;
  /** The kind, where the brief names it; else the model chooses one. */
  readonly kind: DocumentKind | undefined;
  readonly ownKinds: readonly DocumentKind[];
}

/** Most points and demands. */
const MOST = 8;
/** Longest answers in characters. */
const LONGEST = { zh: { phrase: 40, sentence: 80 }, en: { phrase: 120, sentence: 240 } } as const;

/** The names of the kinds that a model may choose from: a weak one takes the first, which fits anything. */
function kindNames(ownKinds: readonly DocumentKind[], language: Language): string[] {
  const kinds = [generalKind(), ...forms.map(({ kind }) => kind), ...documentKinds, ...ownKinds];
  return kinds.map(({ name, englishName }) => (language === 'en' ? englishName : name));
}

/** The form of the answer, which an engine holds the model to where it can. */
export function readingSchema({ language, kind, ownKinds }: ReadingTask): JsonSchema {
  const { phrase, sentence } = LONGEST[language];
  const list = (maxLength: number): JsonSchema => ({
    type: 'array',
    items: { type: 'string', maxLength },
    maxItems: MOST,
  });
  const fields = kind?.fields ?? [];
  const properties: Record<string, JsonSchema> = {
    ...(kind ? {} : { kind: { type: 'string', enum: kindNames(ownKinds, language) } }),
    title: { type: 'string', maxLength: phrase },
    points: list(phrase),
    reader: { type: 'string', maxLength: phrase },
    tone: { type: 'string', maxLength: phrase },
    requirements: list(sentence),
    ...Object.fromEntries(fields.map(({ id }) => [id, { type: 'string', maxLength: phrase }])),
  };
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** Asks a model to read a brief. */
export function readingPrompt(task: ReadingTask): string {
  return task.language === 'en' ? englishPrompt(task) : chinesePrompt(task);
}

function chinesePrompt({ brief, kind, ownKinds }: ReadingTask): string {
  const fields = kind?.fields ?? [];
  return [
    '有人要我写一篇文稿，他的原话是：',
    '"""',
    brief,
    '"""',
    '先不要写文稿，只从原话里摘出下面几项，用JSON回答。都用原话里的词，原话没有说的留空。',
    ...(kind ? [] : [`kind：文种，从这些里选一个：${kindNames(ownKinds, 'zh').join('、')}`]),
    'title：文稿的标题，二十字以内，说明写的是什么',
    `points：文稿里必须写到的内容，每条是一个短语，最多${MOST}条；不写字数、语言和格式方面的要求`,
    'reader：写给谁看',
    'tone：语气或风格',
    'requirements：对写法的其他要求，每条一句，不写字数',
    ...fields.map(({ id, label, example }) => `${id}：${label}，例如“${example}”`),
  ].join('\n');
}

function englishPrompt({ brief, kind, ownKinds }: ReadingTask): string {
  const fields = kind?.fields ?? [];
  return [
    'Somebody wants a text written and says:',
    '"""',
    brief,
    '"""',
    'Do not write it yet. Only read the following out of these words and answer with JSON. Use their own words, and leave empty what they do not say.',
    ...(kind ? [] : [`kind: the kind of text, one of: ${kindNames(ownKinds, 'en').join(', ')}`]),
    'title: a title for the text, a few words that say what it is about',
    `points: what the text has to cover, each a short phrase, ${MOST} at most; nothing about length, language or format`,
    'reader: who is to read it',
    'tone: tone or style',
    'requirements: what else is asked of the writing, a sentence each, without the length',
    ...fields.map(({ id, englishLabel, example }) => `${id}: ${englishLabel}, for example "${example}"`),
  ].join('\n');
}
