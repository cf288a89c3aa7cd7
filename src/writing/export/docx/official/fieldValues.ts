import type { ExportDocument } from '../../document.ts';
import { type OfficialField, officialField } from '../../officialFields.ts';

/** What the front matter of an official document says, as it is printed. */
export interface FieldValues {
  /** The marks in the upper left corner, from the top. */
  readonly marks: { readonly copy?: string; readonly classification?: string; readonly urgency?: string };
  readonly issuers: readonly string[];
  /** What stands in red above the number, where it is not made of the issuers' names. */
  readonly letterhead?: string;
  readonly number?: string;
  readonly signers: readonly string[];
  readonly recipient?: string;
  readonly attachments: readonly string[];
  readonly signatures: readonly string[];
  readonly date?: string;
  /** Signature and date where neither the front matter's own fields nor the text give them: its author and date. */
  readonly usual: { readonly signatures: readonly string[]; readonly date?: string };
  /** Whether room is left for a seal. */
  readonly seal: boolean;
  readonly note?: string;
  readonly copies?: string;
  readonly printer?: string;
  readonly printed?: string;
}

/** A value of the front matter that an official document cannot have. */
export class FieldError extends Error {
  /** @param form how the value is to be written */
  constructor(
    readonly field: string,
    readonly value: string,
    readonly form: string,
  ) {
    super(`${field}: ${value}`);
    this.name = 'FieldError';
  }
}

type Read = (value: string) => string | undefined;

/**
 * Reads the fields of an official document.
 * @throws FieldError when a value has not the form that the standard asks for
 */
export function readFields({
  fields,
  author,
  date,
}: Pick<ExportDocument, 'fields' | 'author' | 'date'>): FieldValues {
  const given = new Map<OfficialField, { readonly name: string; readonly texts: readonly string[] }>();
  for (const [name, texts] of fields) {
    const field = officialField(name);
    if (field && texts.length > 0) given.set(field, { name, texts });
  }
  const list = (field: OfficialField) => given.get(field)?.texts ?? [];
  const names = (field: OfficialField) =>
    list(field).flatMap((text) => text.split(/[、,，;；]\s*/).filter(Boolean));
  const text = <Name extends OfficialField>(field: Name, form = '', read: Read = (value) => value) => {
    const found = given.get(field);
    if (!found) return {};
    const value = found.texts.join('，');
    const printed = read(value);
    if (printed === undefined) throw new FieldError(found.name, value, form);
    return { [field]: printed } as Readonly<Partial<Record<Name, string>>>;
  };
  return {
    marks: {
      ...text('copy', '000001', copyNumber),
      ...text('classification', '机密★1年', classification),
      ...text('urgency', '特急 / 加急', urgency),
    },
    issuers: list('issuer'),
    ...text('letterhead'),
    ...text('number', '国发〔2026〕1号', documentNumber),
    signers: names('signer'),
    ...text('recipient', '', (value) => value.replace(/[：:]?$/, '：')),
    attachments: list('attachments').flatMap((each) => each.split('\n')),
    signatures: list('signature'),
    ...text('date', '2026年12月1日', chineseDate),
    usual: {
      signatures: author === undefined ? [] : [author],
      ...(date === undefined ? {} : { date: readDate('date', date) }),
    },
    seal: Object.values(text('seal', '有 / 无', seal)).includes('yes'),
    ...text('note', '', (value) => `（${value.replace(/^[（(]|[）)]$/g, '')}）`),
    ...text('copies', '', (value) => value.replace(/[。.]?$/, '。')),
    ...text('printer'),
    ...text('printed', '2026年12月1日', chineseDate),
  };
}

function readDate(field: string, value: string): string {
  const date = chineseDate(value);
  if (date === undefined) throw new FieldError(field, value, '2026年12月1日');
  return date;
}

/** Six digits, 7.2.1. */
const copyNumber: Read = (value) => (/^\d{1,6}$/.test(value) ? value.padStart(6, '0') : undefined);

/** 7.2.2: a star between the class and how long it holds. */
const classification: Read = (value) => {
  const [, level, period = ''] = /^(绝密|机密|秘密)\s*[★*]?\s*(\d+年|\d+个月|长期)?$/.exec(value) ?? [];
  return level && `${level}${period && `★${period}`}`;
};

const urgency: Read = (value) => (/^(?:特提|特急|加急|平急)$/.test(value) ? value : undefined);

/** 7.2.5: the year in full and in 〔〕, a number without 第 and leading zeros. */
const documentNumber: Read = (value) => {
  const [, letters, year, number] =
    /^(\S+?)\s*[〔[［【（(](\d{4})[〕\]］】）)]\s*第?\s*0*([1-9]\d*|[×X]+)\s*号$/.exec(value) ?? [];
  return letters && `${letters}〔${year}〕${number}号`;
};

/** 7.3.5.4: in digits, the year in full, months and days without a leading zero. */
const chineseDate: Read = (value) => {
  const [, year, month, day] =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(value.trim()) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const isDay = date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
  return isDay ? `${year}年${Number(month)}月${Number(day)}日` : undefined;
};

const seal: Read = (value) => {
  if (/^(?:有|是|yes|true|on)$/i.test(value)) return 'yes';
  return /^(?:无|否|不|no|false|off)$/i.test(value) ? 'no' : undefined;
};
