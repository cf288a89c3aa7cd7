/** A bare address: Latin letters and marks, which end where Chinese or its punctuation begins. */
const ADDRESS = /(?<![\w@/])(?:https?:\/\/|www\.)[^\s<>"`|\\^{}\x7f-\uffff\u{10000}-\u{10ffff}]+/giu;
/** What ends a sentence or an emphasis rather than an address. */
const TRAILING = /[.,;:!?'*_~]+$/;
const BRACKETS = { ')': '(', ']': '[' } as const;

/** A stretch of a text; `link` where it is an address. */
export interface TextPiece {
  readonly text: string;
  readonly link?: string;
}

/** Cuts a text at the addresses in it. The pieces, joined, are the text. */
export function splitAtAddresses(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = withoutTrailing(found);
    if (!/\w[./]\w|\/\/\w/.test(address)) continue;
    pieces.push({ text: text.slice(from, index) });
    pieces.push({ text: address, link: /^www\./i.test(address) ? `http://${address}` : address });
    from = index + address.length;
  }
  return [...pieces, { text: text.slice(from) }].filter((piece) => piece.text !== '');
}

/** Without the punctuation, and the closing brackets that the address has not opened, at its end. */
function withoutTrailing(found: string): string {
  let address = found;
  for (;;) {
    const last = address.at(-1) as keyof typeof BRACKETS;
    const opening: string | undefined = BRACKETS[last];
    const isUnopened = opening !== undefined && count(address, last) > count(address, opening);
    const shorter = isUnopened ? address.slice(0, -1) : address.replace(TRAILING, '');
    if (shorter === address) return address;
    address = shorter;
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
