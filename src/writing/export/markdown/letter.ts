import { type Block, type Paragraph, textOf } from '../document.ts';

const SALUTATION = /^.{1,30}[：:]$/;
const WISH = /^(?:敬礼|安好|商祺|顺利)[！!。]?$/;
/** Most lines of a signature: who, of what unit, when. */
const SIGNATURE_LINES = 3;
const SIGNATURE = /^[^。！？；：]{1,24}$/;

/** Gives the lines of a Chinese letter their places: salutation and 敬礼 at the margin, the signature at the right. */
export function placeLetterLines(blocks: readonly Block[]): Block[] {
  const [first] = blocks;
  const wish = blocks.findLastIndex((block) => isLine(block, WISH));
  const isLetter = first !== undefined && isLine(first, SALUTATION);
  if (!isLetter && wish < 0) return [...blocks];
  const after = blocks.slice(wish + 1);
  const signed =
    wish >= 0 && after.length <= SIGNATURE_LINES && after.every((block) => isLine(block, SIGNATURE));
  return blocks.map((block, index) => {
    if (block.type !== 'paragraph') return block;
    if ((index === 0 && isLetter) || index === wish) return { ...block, place: 'margin' };
    return signed && index > wish ? { ...block, place: 'right' } : block;
  });
}

function isLine(block: Block, form: RegExp): block is Paragraph {
  return block.type === 'paragraph' && form.test(textOf(block.runs));
}
