/**
 * What the front matter of an official document may say, by the terms of GB/T 9704-2012 and in English; the first name is
 * the one that messages use.
 */
export const OFFICIAL_FIELDS = {
  copy: ['份号', 'copy number'],
  classification: ['密级', 'classification'],
  urgency: ['紧急程度', 'urgency'],
  issuer: ['发文机关', 'issuer'],
  letterhead: ['发文机关标志', 'letterhead'],
  number: ['发文字号', 'document number'],
  signer: ['签发人', 'signer'],
  recipient: ['主送', '主送机关', 'to'],
  attachments: ['附件', '附件说明', 'attachments'],
  signature: ['署名', '发文机关署名', 'signature'],
  date: ['成文日期', 'issue date'],
  seal: ['印章', 'seal'],
  note: ['附注', 'note'],
  copies: ['抄送', '抄送机关', 'cc'],
  printer: ['印发机关', 'printed by'],
  printed: ['印发日期', 'printed on'],
} as const;

/** What an official document may say of itself. */
export type OfficialField = keyof typeof OFFICIAL_FIELDS;

const BY_NAME = new Map(
  Object.entries(OFFICIAL_FIELDS).flatMap(([field, names]) =>
    names.map((name): [string, OfficialField] => [name, field as OfficialField]),
  ),
);

/** The field of a name, `document number` being written with spaces, hyphens or underscores; undefined where there is none. */
export function officialField(name: string): OfficialField | undefined {
  return BY_NAME.get(name.trim().toLowerCase().replace(/[-_]/g, ' '));
}
