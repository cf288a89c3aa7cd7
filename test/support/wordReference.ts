import JSZip from 'jszip';

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const TYPES = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';

/** A relationship of a part; `Target` outside the package where it is an address. */
function relationship(id: string, type: string, target: string): string {
  const mode = target.includes('://') ? ' TargetMode="External"' : '';
  return `<Relationship Id="${id}" Type="${TYPES}/${type}" Target="${target}"${mode}/>`;
}

function relationships(...each: string[]): string {
  return `<Relationships xmlns="${PACKAGE}">${each.join('')}</Relationships>`;
}

/**
 * A Word document as Word itself writes one in Chinese: ids of styles that say nothing, headings that number themselves, a
 * header with a picture, another on the first page, footers that differ on even pages, and one that cannot be taken.
 * @param more parts to add or to replace
 */
export async function wordReference(more: Readonly<Record<string, string>> = {}): Promise<Uint8Array> {
  const zip = new JSZip();
  const parts: Record<string, string> = {
    'word/styles.xml': `<w:styles ${W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr><w:rPr><w:color w:val="C00000"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="a3"><w:name w:val="Title"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="character" w:styleId="TableText"><w:name w:val="Something else"/></w:style></w:styles>`,
    'word/numbering.xml': `<w:numbering ${W}><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:lvlText w:val="第%1章"/><w:pStyle w:val="1"/></w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>`,
    'word/theme/theme1.xml': '<a:theme name="Theirs"/>',
    'word/settings.xml': `<w:settings ${W}><w:evenAndOddHeaders/></w:settings>`,
    'word/document.xml': `<w:document ${W} ${R}><w:body><w:p><w:pPr><w:sectPr><w:headerReference w:type="default" r:id="rId1"/></w:sectPr></w:pPr></w:p><w:p/><w:sectPr><w:headerReference w:type="first" r:id="rId4"/><w:footerReference w:type="default" r:id="rId2"/><w:footerReference w:type="even" r:id="rId3"/><w:pgSz w:w="10319" w:h="14571"/><w:pgMar w:top="1000" w:right="900" w:bottom="1100" w:left="800" w:header="500" w:footer="600" w:gutter="0"/><w:titlePg/><w:docGrid w:type="lines" w:linePitch="312"/></w:sectPr></w:body></w:document>`,
    'word/_rels/document.xml.rels': relationships(
      relationship('rId1', 'header', 'header1.xml'),
      relationship('rId2', 'footer', 'footer1.xml'),
      relationship('rId3', 'footer', '/word/footer2.xml'),
      relationship('rId4', 'header', 'header2.xml'),
    ),
    'word/header1.xml': `<w:hdr ${W} ${R}><w:p><w:r><w:t>他们的页眉</w:t></w:r></w:p></w:hdr>`,
    'word/_rels/header1.xml.rels': relationships(relationship('rId1', 'image', 'media/logo.EMF')),
    'word/media/logo.EMF': 'picture',
    'word/header2.xml': `<w:hdr ${W}><w:p><w:r><w:t>首页的页眉</w:t></w:r></w:p></w:hdr>`,
    'word/footer1.xml': `<w:ftr ${W}><w:p><w:r><w:t>他们的页脚</w:t></w:r></w:p></w:ftr>`,
    'word/footer2.xml': `<w:ftr ${W}><w:p><w:r><w:t>不妥的页脚</w:t></w:r></w:p></w:ftr>`,
    'word/_rels/footer2.xml.rels': relationships(
      relationship('rId1', 'image', 'https://example.com/spy.png'),
    ),
    ...more,
  };
  for (const [name, content] of Object.entries(parts)) zip.file(name, content);
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
}
