import { type Block, type Paragraph, type Run, textOf } from '../../document.ts';
import type { FieldValues } from './fieldValues.ts';

/** The main part of an official document, in the order in which it is printed. */
export interface OfficialParts {
  readonly recipient?: readonly Run[];
  readonly body: readonly Block[];
  /** Names of the attachments, without their numbers. */
  readonly attachments: readonly (readonly Run[])[];
  readonly signatures: readonly (readonly Run[])[];
  readonly date?: readonly Run[];
  /** What comes after: the appendices themselves. */
  readonly appendices: readonly Block[];
}

type Lines = readonly (readonly Run[])[];

const RECIPIENT = /^[^。！？；\n]{2,300}[：:]$/;
const DATE =
  /^(?:\d{4}|[〇零○Ｏ一二三四五六七八九×X]{4})年[\d一二三四五六七八九十×X]{1,3}月[\d一二三四五六七八九十×X]{1,3}日$/;
/** A name: a short line without punctuation that is no formula such as 特此通知. */
const SIGNATURE = /^(?!特此|专此|此致|以上|妥否|当否|现予|请)[^。！？；：:，,]{2,30}$/;
const MOST_SIGNATURES = 3;
const ATTACHMENTS = /^附\s*件\s*[：:]\s*/;
const ITEM_NUMBER = /^\d{1,2}\s*[.．、]\s*/;

/**
 * Finds the parts of an official document in its text: the recipients above it, below it the names of attachments, and who
 * signs it when. What the front matter says goes before what the text says, which stays in the text where it says something else.
 * @param isAppendix whether a block begins an appendix
 */
export function splitParts(
  blocks: readonly Block[],
  fields: FieldValues,
  isAppendix: (block: Block) => boolean,
): OfficialParts {
  const end = blocks.findIndex(isAppendix);
  const [text, appendices] = end < 0 ? [blocks, []] : [blocks.slice(0, end), blocks.slice(end)];
  const { recipient, rest } = takeRecipient(text, fields.recipient);
  const given = {
    signatures: fields.signatures.map(asRuns),
    ...(fields.date === undefined ? {} : { date: asRuns(fields.date) }),
  };
  const closing = takeClosing(rest, given);
  const { attachments, body } = takeAttachments(closing.rest, fields.attachments.map(named));
  const signatures = [given.signatures, closing.signatures, fields.usual.signatures.map(asRuns)];
  const usualDate = fields.usual.date === undefined ? undefined : asRuns(fields.usual.date);
  const date = given.date ?? closing.date ?? usualDate;
  return {
    ...(recipient ? { recipient } : {}),
    body,
    attachments,
    signatures: signatures.find((each) => each.length > 0) ?? [],
    ...(date ? { date } : {}),
    appendices,
  };
}

/** Whether what the text says is what the front matter says, or this says nothing. */
function agrees(said: Lines, given: Lines): boolean {
  const plain = (lines: Lines) => lines.map(textOf).join('\n').replaceAll(':', '：');
  return given.length === 0 || said.length === 0 || plain(said) === plain(given);
}

function takeRecipient(
  blocks: readonly Block[],
  given: string | undefined,
): { recipient?: readonly Run[]; rest: readonly Block[] } {
  const [first, ...rest] = blocks;
  const field = given === undefined ? undefined : asRuns(given);
  const isRecipient = isLine(first, RECIPIENT) && agrees([first.runs], field ? [field] : []);
  const recipient = field ?? (isRecipient ? first.runs : undefined);
  return { ...(recipient ? { recipient } : {}), rest: isRecipient ? rest : blocks };
}

/** The lines at the end that name who signs, and the date below them. */
function takeClosing(
  blocks: readonly Block[],
  given: { readonly signatures: Lines; readonly date?: readonly Run[] },
): {
  signatures: Lines;
  date?: readonly Run[];
  rest: readonly Block[];
} {
  const last = blocks.at(-1);
  if (last?.type !== 'paragraph' || !DATE.test(textOf(last.runs))) return { signatures: [], rest: blocks };
  let from = blocks.length - 1;
  while (from > 1 && blocks.length - from <= MOST_SIGNATURES && isLine(blocks[from - 1], SIGNATURE)) from--;
  const lines = blocks.slice(from, -1).filter((block) => block.type === 'paragraph');
  const signatures = lines.map(({ runs }) => runs);
  const isSame = agrees(signatures, given.signatures) && agrees([last.runs], given.date ? [given.date] : []);
  return isSame
    ? { signatures, date: last.runs, rest: blocks.slice(0, from) }
    : { signatures: [], rest: blocks };
}

/** A paragraph 附件：, and the numbered lines that follow it to the end. */
function takeAttachments(
  blocks: readonly Block[],
  given: Lines,
): { attachments: Lines; body: readonly Block[] } {
  const at = blocks.findLastIndex((block) => isLine(block, ATTACHMENTS));
  const first = blocks[at];
  const following = blocks.slice(at + 1);
  const names = following.map(attachmentNames);
  if (first?.type !== 'paragraph' || names.includes(undefined)) return { attachments: given, body: blocks };
  const opening = withoutStart(withoutStart(first.runs, ATTACHMENTS), ITEM_NUMBER);
  const all = [...(textOf(opening) === '' ? [] : [opening]), ...names.flatMap((each) => each ?? [])];
  const said = all.map(withoutStop);
  if (!agrees(said, given)) return { attachments: given, body: blocks };
  return { attachments: given.length > 0 ? given : said, body: blocks.slice(0, at) };
}

function attachmentNames(block: Block): Lines | undefined {
  if (block.type === 'paragraph') {
    return ITEM_NUMBER.test(textOf(block.runs)) ? [withoutStart(block.runs, ITEM_NUMBER)] : undefined;
  }
  if (block.type !== 'list' || !block.ordered) return undefined;
  const items = block.items.map(([item, ...more]) => (more.length === 0 ? item : undefined));
  const names = items.flatMap((item) => (item?.type === 'paragraph' ? [item.runs] : []));
  return names.length === items.length ? names : undefined;
}

function isLine(block: Block | undefined, form: RegExp): block is Paragraph {
  return block?.type === 'paragraph' && form.test(textOf(block.runs));
}

function named(name: string): Run[] {
  return withoutStop([{ text: name.replace(ITEM_NUMBER, '') }]);
}

function asRuns(text: string): Run[] {
  return [{ text }];
}

/** Runs without what a form finds at the beginning of the first. */
function withoutStart([first, ...rest]: readonly Run[], form: RegExp): Run[] {
  return first ? [{ ...first, text: first.text.replace(form, '') }, ...rest].filter(isShown) : [];
}

/** 7.3.4: no punctuation after the name of an attachment. */
function withoutStop(runs: readonly Run[]): Run[] {
  const last = runs.at(-1);
  return last
    ? [...runs.slice(0, -1), { ...last, text: last.text.replace(/[。；;，,、.]$/, '') }].filter(isShown)
    : [];
}

function isShown({ text, footnote, picture }: Run): boolean {
  return text !== '' || footnote !== undefined || picture !== undefined;
}
