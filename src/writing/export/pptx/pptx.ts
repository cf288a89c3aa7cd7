import PptxGenJS from 'pptxgenjs';
import { CREATOR, type ExportDocument, textOf } from '../document.ts';
import { withAddresses } from './plainText.ts';
import { repairPptx } from './pptxRepair.ts';
import { addSlide, addTitleSlide } from './pptxSlides.ts';
import { FONT, fitCover, fitDetails, SLIDE } from './slideDesign.ts';
import { defineLayouts } from './slideLayouts.ts';
import { layOutSlides } from './slides.ts';

/** Writes a document as a PowerPoint file (.pptx), 16:9. */
export async function writePptx(document: ExportDocument): Promise<Uint8Array> {
  const pptx = new PptxGenJS();
  pptx.defineLayout({ name: 'wide', width: SLIDE.width, height: SLIDE.height });
  pptx.layout = 'wide';
  const title = presentationTitle(document.title);
  pptx.title = title;
  pptx.author = document.author ?? CREATOR;
  pptx.company = '';
  pptx.theme = { headFontFace: FONT, bodyFontFace: FONT };
  defineLayouts(pptx, title);
  const beneath = [...document.byline, ...document.details];
  const lines = [document.titleRuns, ...beneath];
  const details = beneath.map(textOf);
  const isCut = fitCover(title).isCut || fitDetails(details).isCut;
  const notes =
    isCut || lines.some((runs) => runs.some(({ footnote, link }) => footnote ?? link))
      ? lines.map(withAddresses).join('\n')
      : '';
  addTitleSlide(pptx, title, details, notes);
  for (const slide of layOutSlides({ ...document, title })) addSlide(pptx, slide);
  const written = await pptx.write({ outputType: 'uint8array', compression: false });
  if (!(written instanceof Uint8Array)) throw new Error('pptxgenjs returned no bytes');
  return repairPptx(written);
}

/** Slides made of an outline are no outline any more. */
function presentationTitle(title: string): string {
  return title.replace(/(?<=.)(?:PPT|幻灯片)大纲$/, '').replace(/^Slide outline: (?=.)/, '');
}
