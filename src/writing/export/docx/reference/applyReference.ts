import JSZip from 'jszip';
import { mergeNumbering } from './numbering.ts';
import type { Margin, Reference } from './readReference.ts';
import { mergeSheets, withIds } from './styleSheet.ts';
import { xmlOf } from './wordPackage.ts';

const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
/** Types of pictures that headers have beside those that every file of ours names. */
const PICTURE_TYPES: Readonly<Record<string, string>> = {
  emf: 'image/x-emf',
  wmf: 'image/x-wmf',
  tif: 'image/tiff',
  tiff: 'image/tiff',
};

/** Gives a Word file of ours the look of another document: its styles, theme, numbering of headings, pages, headers and footers. */
export async function applyReference(file: Uint8Array, reference: Reference): Promise<Uint8Array> {
  const zip = await JSZip.loadAsync(file);
  const sheet = mergeSheets(reference.styles, await textOf(zip, 'word/styles.xml'));
  const offset = await takeNumbering(zip, reference);
  zip.file('word/styles.xml', sheet.xml);
  for (const part of ['word/document.xml', 'word/footnotes.xml', 'word/numbering.xml']) {
    // What their numbering refers to is theirs already.
    if (part === 'word/numbering.xml' && offset > 0) continue;
    zip.file(part, withIds(await textOf(zip, part), sheet.ids));
  }
  const theme = [...reference.parts.keys()].find((name) => /^word\/theme\/theme\d*\.xml$/.test(name));
  const themeXml = theme === undefined ? undefined : xmlOf(reference.parts, theme);
  // A theme's pictures are no part of text.
  if (themeXml !== undefined && !/\sr:embed=/.test(themeXml)) zip.file('word/theme/theme1.xml', themeXml);
  await takePages(zip, reference, offset);
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
}

/** @returns what was added to the numbers of our lists */
async function takeNumbering(zip: JSZip, { parts, styles }: Reference): Promise<number> {
  const theirs = xmlOf(parts, 'word/numbering.xml');
  const isUsed = /<w:numId\b[^>]*w:val="[1-9]/.test(styles);
  if (!isUsed || !theirs?.includes('</w:numbering>') || /\sr:(?:id|embed)=/.test(theirs)) return 0;
  const merged = mergeNumbering(theirs, await textOf(zip, 'word/numbering.xml'));
  zip.file('word/numbering.xml', merged.xml);
  return merged.offset;
}

async function takePages(zip: JSZip, reference: Reference, offset: number): Promise<void> {
  const { margins, pageXml, differsOnEvenPages } = reference;
  const references = margins.map(
    ({ kind, pages }, index) => `<w:${kind}Reference w:type="${pages}" r:id="${relationshipId(index)}"/>`,
  );
  await change(zip, 'word/document.xml', (xml) => {
    const at = xml.lastIndexOf('<w:sectPr');
    const section = xml
      .slice(at)
      .replace(/<w:sectPr\b[^>]*>/, (opening) => opening + references.join(''))
      .replace(/<w:pgSz\b[^>]*\/>/, pageXml.size || '$&')
      .replace(/<w:pgMar\b[^>]*\/>/, pageXml.margin || '$&')
      .replace(/<w:docGrid\b[^>]*\/>/, pageXml.titlePage + pageXml.grid);
    return movedNumbers(xml.slice(0, at), offset) + section;
  });
  if (differsOnEvenPages) {
    await change(zip, 'word/settings.xml', (xml) =>
      xml.replace(/<w:evenAndOddHeaders\b[^>]*\/>/, '<w:evenAndOddHeaders/>'),
    );
  }
  for (const [index, margin] of margins.entries()) await takeMargin(zip, reference, margin, index);
}

function movedNumbers(xml: string, offset: number): string {
  return xml.replace(
    /(<w:numId\b[^>]*?w:val=)"(\d+)"/g,
    (_, before: string, id: string) => `${before}"${Number(id) + offset}"`,
  );
}

/** Copies a header or footer with its pictures, under names that are not there yet. */
async function takeMargin(zip: JSZip, { parts }: Reference, margin: Margin, index: number): Promise<void> {
  const { kind, part, relationships } = margin;
  const name = `reference${index}.xml`;
  zip.file(`word/${name}`, parts.get(part) ?? '');
  const endings = new Set<string>();
  const copied = relationships.map(({ id, type, target, isExternal }, place) => {
    const ending = target.slice(target.lastIndexOf('.') + 1).toLowerCase();
    const copy = `media/reference${index}-${place}.${ending}`;
    if (!isExternal) {
      zip.file(`word/${copy}`, parts.get(target) ?? '');
      endings.add(ending);
    }
    const to = isExternal ? `Target="${target}" TargetMode="External"` : `Target="${copy}"`;
    return `<Relationship Id="${id}" Type="${RELATIONSHIPS}/${type}" ${to}/>`;
  });
  const xml = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${copied.join('')}</Relationships>`;
  if (copied.length > 0) zip.file(`word/_rels/${name}.rels`, xml);
  await change(zip, 'word/_rels/document.xml.rels', (rels) =>
    rels.replace(
      '</Relationships>',
      `<Relationship Id="${relationshipId(index)}" Type="${RELATIONSHIPS}/${kind}" Target="${name}"/></Relationships>`,
    ),
  );
  await change(zip, '[Content_Types].xml', (types) => {
    const unknown = [...endings].filter((ending) => !types.includes(`Extension="${ending}"`));
    const pictures = unknown.map(
      (ending) =>
        `<Default ContentType="${PICTURE_TYPES[ending] ?? 'application/octet-stream'}" Extension="${ending}"/>`,
    );
    return types
      .replace(/<Override\b/, `${pictures.join('')}<Override`)
      .replace(
        '</Types>',
        `<Override ContentType="${CONTENT_TYPE}.${kind}+xml" PartName="/word/${name}"/></Types>`,
      );
  });
}

function relationshipId(index: number): string {
  return `rIdReference${index}`;
}

async function change(zip: JSZip, name: string, how: (xml: string) => string): Promise<void> {
  zip.file(name, how(await textOf(zip, name)));
}

async function textOf(zip: JSZip, name: string): Promise<string> {
  const xml = await zip.file(name)?.async('string');
  if (xml === undefined) throw new Error(`docx wrote no ${name}`);
  return xml;
}
