import type { XmlElement } from '@rgrove/parse-xml';
import type { Block } from '../markdown/blocks.ts';
import { mainPart, part, readParts, relationsOf } from './package.ts';
import { sharedTexts, type Workbook } from './workbook.ts';
import { cellFormats } from './xlsxFormats.ts';
import { sheetTables } from './xlsxSheet.ts';
import { attribute, descendants, find, relationId } from './xml.ts';

/** Each sheet that is shown as a heading and its tables, with values as Excel shows them. @throws ReadFailure */
export async function readXlsx(bytes: Buffer): Promise<Block[]> {
  const parts = await readParts(bytes);
  const { path, root } = mainPart(parts, 'workbook');
  const relations = relationsOf(parts, path);
  const partOf = (kind: string) => {
    const target = relations.find(({ type }) => type === kind)?.target;
    return target !== undefined && parts.has(target) ? part(parts, target) : undefined;
  };
  const workbook: Workbook = {
    sharedTexts: sharedTexts(partOf('sharedStrings')),
    formats: cellFormats(partOf('styles'), countsFrom1904(root)),
  };
  return [...descendants(root, 'sheet')].flatMap((sheet) => {
    const relation = relations.find(({ id }) => id === relationId(sheet));
    if (relation?.type !== 'worksheet' || /hidden/i.test(attribute(sheet, 'state') ?? '')) return [];
    const blocks = sheetTables(part(parts, relation.target), workbook).flatMap(tableBlocks);
    const heading: Block = { type: 'heading', level: 2, text: attribute(sheet, 'name') ?? '' };
    return blocks.length > 0 ? [heading, ...blocks] : [];
  });
}

/** Rows in which one text stands alone, above a table, are its title. */
function tableBlocks(rows: readonly (readonly string[])[]): Block[] {
  const head = rows.findIndex((row) => new Set(row.filter((text) => text !== '')).size > 1);
  const titles = head < 0 ? rows : rows.slice(0, head);
  const blocks = titles.map(
    (row): Block => ({ type: 'paragraph', text: row.find((text) => text !== '') ?? '' }),
  );
  return head < 0 ? blocks : [...blocks, { type: 'table', rows: rows.slice(head) }];
}

function countsFrom1904(workbook: XmlElement): boolean {
  const properties = find(workbook, 'workbookPr');
  return /^(?:1|true)$/.test((properties && attribute(properties, 'date1904')) ?? '');
}
