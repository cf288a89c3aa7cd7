import JSZip from 'jszip';

/**
 * What official documents ask for and the library does not write. A page's last line may be the first of a paragraph, and no
 * space stands between Chinese and digits: else pages and lines would not have the lines and characters that they are to have.
 */
const PARAGRAPHS =
  '<w:pPr><w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr>';

/** Writes that into a Word file, with the fonts that are to stand for those that a machine lacks. */
export async function finishOfficial(
  file: Uint8Array,
  substitutes: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  const zip = await JSZip.loadAsync(file);
  const fonts = Object.entries(substitutes).map(
    ([name, others]) =>
      `<w:font w:name="${name}"><w:altName w:val="${others}"/><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>`,
  );
  await mend(zip, 'word/fontTable.xml', (xml) =>
    xml
      .replace(/<w:fonts\b([^>]*?)\/>/, '<w:fonts$1></w:fonts>')
      .replace('</w:fonts>', `${fonts.join('')}</w:fonts>`),
  );
  await mend(zip, 'word/styles.xml', (xml) =>
    xml.replace('<w:pPrDefault/>', `<w:pPrDefault>${PARAGRAPHS}</w:pPrDefault>`),
  );
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
}

async function mend(zip: JSZip, name: string, change: (xml: string) => string): Promise<void> {
  const xml = await zip.file(name)?.async('string');
  if (xml === undefined) throw new Error(`docx wrote no ${name}`);
  const changed = change(xml);
  if (changed === xml) throw new Error(`docx wrote another ${name} than it used to`);
  zip.file(name, changed);
}
