import type PptxGenJS from 'pptxgenjs';
import {
  BODY_BOX,
  COLOR,
  COVER_BOX,
  DETAILS_BOX,
  DETAILS_SIZE,
  FONT,
  FOOTER_BOX,
  FOOTER_SIZE,
  fitFooter,
  SLIDE,
  TITLE_BOX,
} from './slideDesign.ts';

/** Names of the layouts, as PowerPoint offers them for a new slide. */
export const LAYOUT = { cover: 'Title', text: 'Title and Text', table: 'Title and Table' } as const;

/** Defines the layouts that the slides are made on. @param footer shown at the foot of every slide but the first */
export function defineLayouts(pptx: PptxGenJS, footer: string): void {
  pptx.defineSlideMaster({
    title: LAYOUT.cover,
    background: { color: 'FFFFFF' },
    objects: [
      { rect: { x: 0, y: 0, w: 0.35, h: SLIDE.height, fill: { color: COLOR.accent } } },
      { rect: { x: 1.2, y: 4.75, w: 1.6, h: 0.06, fill: { color: COLOR.accent } } },
      { placeholder: { options: { ...COVER_BOX, ...TITLE_TEXT, valign: 'bottom' }, text: '' } },
      { placeholder: { options: DETAILS, text: '' } },
    ],
  });
  pptx.defineSlideMaster({ title: LAYOUT.text, ...frame(footer, [bodyPlaceholder]) });
  pptx.defineSlideMaster({ title: LAYOUT.table, ...frame(footer, []) });
}

type MasterObjects = NonNullable<PptxGenJS.SlideMasterProps['objects']>;

const DETAILS = {
  ...DETAILS_BOX,
  name: 'details',
  type: 'body',
  fontFace: FONT,
  fontSize: DETAILS_SIZE,
  color: COLOR.muted,
  align: 'left',
  valign: 'top',
} as const;

const TITLE_TEXT = {
  name: 'title',
  type: 'title',
  fontFace: FONT,
  bold: true,
  color: COLOR.title,
  align: 'left',
} as const;

const bodyPlaceholder: MasterObjects[number] = {
  placeholder: {
    options: {
      ...BODY_BOX,
      name: 'body',
      type: 'body',
      fontFace: FONT,
      fontSize: 22,
      color: COLOR.text,
      align: 'left',
      valign: 'top',
    },
    text: '',
  },
};

/** What every slide after the first has: its title over a line, the document's title and the number at the foot. */
function frame(footer: string, objects: MasterObjects): Omit<PptxGenJS.SlideMasterProps, 'title'> {
  return {
    background: { color: 'FFFFFF' },
    objects: [
      { rect: { x: 0.75, y: 1.42, w: 11.83, h: 0.03, fill: { color: COLOR.accent } } },
      { placeholder: { options: { ...TITLE_BOX, ...TITLE_TEXT, valign: 'bottom', fontSize: 28 }, text: '' } },
      {
        text: {
          text: fitFooter(footer).text,
          options: { ...FOOTER_BOX, fontFace: FONT, fontSize: FOOTER_SIZE, color: COLOR.muted },
        },
      },
      ...objects,
    ],
    slideNumber: {
      x: 11.6,
      y: 6.95,
      w: 0.98,
      h: 0.35,
      align: 'right',
      fontFace: FONT,
      fontSize: 10,
      color: COLOR.muted,
    },
  };
}
