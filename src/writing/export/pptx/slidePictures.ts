import type { Block, Picture, Run } from '../document.ts';

/** A picture with a slide of its own. */
export interface SlidePicture {
  readonly type: 'picture';
  readonly picture: Picture;
}

/** A block, without the pictures in it, and these after it. Those in tables stay there as text. */
export function withPicturesApart(block: Block): (Block | SlidePicture)[] {
  const pictures: SlidePicture[] = [];
  const rest = withoutPictures(block, pictures);
  return pictures.length === 0 ? [block] : [...(rest ? [rest] : []), ...pictures];
}

/** @returns undefined when nothing but pictures was in it */
function withoutPictures(block: Block, pictures: SlidePicture[]): Block | undefined {
  switch (block.type) {
    case 'heading':
    case 'paragraph': {
      const runs = block.runs.filter((run) => !takePicture(run, pictures));
      return runs.some(({ text, footnote }) => text.trim() !== '' || footnote)
        ? { ...block, runs }
        : undefined;
    }
    case 'quote': {
      const blocks = block.blocks.flatMap((each) => withoutPictures(each, pictures) ?? []);
      return blocks.length > 0 ? { ...block, blocks } : undefined;
    }
    case 'list': {
      const items = block.items.map((item) => item.flatMap((each) => withoutPictures(each, pictures) ?? []));
      return items.some((item) => item.length > 0) ? { ...block, items } : undefined;
    }
    default:
      return block;
  }
}

function takePicture({ picture }: Run, pictures: SlidePicture[]): boolean {
  if (picture) pictures.push({ type: 'picture', picture });
  return picture !== undefined;
}
