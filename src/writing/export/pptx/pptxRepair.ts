import JSZip from 'jszip';
import { FONT } from './slideDesign.ts';

/**
 * Mends what pptxgenjs 4.0.1 writes: paragraph properties again before every run of a paragraph, which PowerPoint takes
 * for damage; notes whose lines run together; a theme without a Chinese font; and parts named that are not there.
 */
export async function repairPptx(file: Uint8Array): Promise<Uint8Array> {
  const zip = await JSZip.loadAsync(file);
  await mend(zip, /^ppt\/slides\/slide\d+\.xml$/, (xml) =>
    xml.replace(/(<\/a:r>|<a:br\/>)<a:pPr\b[^>]*>.*?<\/a:pPr>/gs, '$1'),
  );
  await mend(zip, /^ppt\/notesSlides\/notesSlide\d+\.xml$/, (xml) =>
    xml.replace(
      /<a:p><a:r>(<a:rPr[^>]*\/>|<a:rPr[^>]*>.*?<\/a:rPr>)<a:t>([^<]*)<\/a:t><\/a:r>(.*?)<\/a:p>/gs,
      noteParagraphs,
    ),
  );
  await mend(zip, /^ppt\/theme\/theme1\.xml$/, (xml) =>
    xml.replaceAll('<a:ea typeface=""/>', `<a:ea typeface="${FONT}"/>`),
  );
  await mend(zip, /^\[Content_Types\]\.xml$/, (xml) =>
    xml.replace(/<Override\b[^>]*PartName="\/([^"]*)"[^>]*\/>/g, (override, part: string) =>
      zip.file(part) === null ? '' : override,
    ),
  );
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
}

async function mend(zip: JSZip, names: RegExp, change: (xml: string) => string): Promise<void> {
  for (const file of zip.file(names)) zip.file(file.name, change(await file.async('string')));
}

function noteParagraphs(_paragraph: string, properties: string, text: string, end: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => `<a:p>${line && `<a:r>${properties}<a:t>${line}</a:t></a:r>`}${end}</a:p>`)
    .join('');
}
