import { parseXml as parse, type XmlDocument, XmlElement } from '@rgrove/parse-xml';

// Producers choose the prefixes of namespaces as they like, so that names are compared without them.

/** Parses a part of an Office file; offsets count UTF-16 units of its text. @throws XmlError when it is not well formed */
export function parseXml(bytes: Uint8Array): XmlElement {
  const { root }: XmlDocument = parse(new TextDecoder().decode(bytes), {
    ignoreUndefinedEntities: true,
    includeOffsets: true,
  });
  if (!root) throw new Error('an XML part without an element');
  return root;
}

/** An element's name without the prefix of its namespace. */
export function localName({ name }: XmlElement): string {
  return name.slice(name.indexOf(':') + 1);
}

/** The elements right inside one; only those of a name where one is given. */
export function elements(parent: XmlElement, name?: string): XmlElement[] {
  return parent.children.filter(
    (child): child is XmlElement =>
      child instanceof XmlElement && (name === undefined || localName(child) === name),
  );
}

/** The first element inside one at the end of a path of names. */
export function find(parent: XmlElement, ...names: readonly string[]): XmlElement | undefined {
  let found: XmlElement | undefined = parent;
  for (const name of names) found = found && elements(found, name)[0];
  return found;
}

/** All elements of a name inside one, however deep, in their order. */
export function* descendants(parent: XmlElement, name: string): Generator<XmlElement> {
  const waiting = elements(parent).reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (localName(next) === name) yield next;
    waiting.push(...elements(next).reverse());
  }
}

/** An attribute by its name without a prefix. */
export function attribute({ attributes }: XmlElement, name: string): string | undefined {
  const key = Object.keys(attributes).find((each) => each.slice(each.indexOf(':') + 1) === name);
  return key === undefined ? undefined : attributes[key];
}

/** The relation that an element names; beside it may stand an `id` without a prefix. */
export function relationId({ attributes }: XmlElement): string | undefined {
  return Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1];
}
