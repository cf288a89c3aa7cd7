import { attribute } from './wordPackage.ts';

/** A style of styles.xml. */
interface SheetStyle {
  readonly id: string;
  readonly type: string;
  /** In small letters: Word writes "heading 1", others "Heading 1". */
  readonly name: string;
  readonly xml: string;
}

/** A style sheet with another's styles added, and what the ids of the other's are in it. */
export interface MergedSheet {
  readonly xml: string;
  readonly ids: ReadonlyMap<string, string>;
}

/** The styles of a styles.xml, in order. */
export function stylesOf(xml: string): SheetStyle[] {
  return [...xml.matchAll(/<w:style\b[^>]*>[\s\S]*?<\/w:style>/g)].map(([style]) => {
    const [opening = ''] = /^<[^>]*>/.exec(style) ?? [];
    const [name = ''] = /<w:name\b[^>]*>/.exec(style) ?? [];
    return {
      id: attribute(opening, 'w:styleId'),
      type: attribute(opening, 'w:type'),
      name: attribute(name, 'w:val').toLowerCase(),
      xml: style,
    };
  });
}

/** Adds to a sheet those styles of ours that it has none of the same name for. */
export function mergeSheets(theirs: string, ours: string): MergedSheet {
  const known = new Map(stylesOf(theirs).map((style) => [`${style.type} ${style.name}`, style.id]));
  const taken = new Set(known.values());
  const ids = new Map<string, string>();
  const added = stylesOf(ours).filter(({ id, type, name }) => {
    const same = known.get(`${type} ${name}`);
    ids.set(id, same ?? (taken.has(id) ? `${id}0` : id));
    return same === undefined;
  });
  const styles = added.map(({ id, xml }) => withIds(withoutLook(id, xml), ids));
  return { xml: theirs.replace('</w:styles>', `${styles.join('')}</w:styles>`), ids };
}

/** Puts other ids of styles in the place of ours wherever XML refers to a style, or is one. */
export function withIds(xml: string, ids: ReadonlyMap<string, string>): string {
  return xml.replace(
    /(<w:(?:pStyle|rStyle|tblStyle|basedOn|next|link)\b[^>]*?w:val=|w:styleId=)"([^"]*)"/g,
    (reference, before: string, id: string) => (ids.has(id) ? `${before}"${ids.get(id)}"` : reference),
  );
}

/** Text keeps the pitch of the document that it is to look like, and our default style is none beside theirs. */
function withoutLook(id: string, xml: string): string {
  const own = xml.replace(/\sw:default="[^"]*"/, '');
  return ['BodyText', 'ListParagraph'].includes(id) ? own.replace(/<w:spacing\b[^>]*\/>/, '') : own;
}
