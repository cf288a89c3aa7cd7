import PptxGenJS from 'pptxgenjs';
import { CREATOR, type ExportDocument } from './document.ts';
import { repairPptx } from './pptxRepair.ts';
import { addSlide, addTitleSlide } from './pptxSlides.ts';
import { FONT, SLIDE } from './slideDesign.ts';
import { defineLayouts } from './slideLayouts.ts';
import { layOutSlides } from './slides.ts';

/** Writes a document as a PowerPoint file (.pptx), 16:9. */
export async function writePptx(document: ExportDocument): Promise<Uint8Array> {
  const pptx = new PptxGenJS();
  pptx.defineLayout({ name: 'wide', width: SLIDE.width, height: SLIDE.height });
  pptx.layout = 'wide';
  pptx.title = document.title;
  pptx.author = CREATOR;
  pptx.company = '';
  pptx.theme = { headFontFace: FONT, bodyFontFace: FONT };
  defineLayouts(pptx, document.title);
  addTitleSlide(pptx, document.title);
  for (const slide of layOutSlides(document)) addSlide(pptx, slide);
  const written = await pptx.write({ outputType: 'uint8array', compression: false });
  if (!(written instanceof Uint8Array)) throw new Error('pptxgenjs returned no bytes');
  return repairPptx(written);
}
