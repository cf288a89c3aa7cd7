import { defaultTreeAdapter, parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';

/** An element of a parsed page. */
export type HtmlElement = Tree.Element;
/** Anything in a parsed page. */
export type HtmlNode = Tree.ChildNode;

/** Parses a page as browsers do: nothing is malformed. */
export function parseHtml(html: string): Tree.Document {
  return parse(html);
}

/** Whether a node is an element. */
export function isElement(node: Tree.Node): node is HtmlElement {
  return defaultTreeAdapter.isElementNode(node);
}

/** The text of a text node; undefined for any other. */
export function textOf(node: Tree.Node): string | undefined {
  return defaultTreeAdapter.isTextNode(node) ? node.value : undefined;
}

/** An attribute's value. */
export function attributeOf({ attrs }: HtmlElement, name: string): string | undefined {
  return attrs.find((each) => each.name === name)?.value;
}

/** A whole number of at least 1 in an attribute, such as a cell's span. */
export function spanOf(element: HtmlElement, name: string): number {
  return Math.max(1, Number.parseInt(attributeOf(element, name) ?? '1', 10) || 1);
}

/** All elements inside a node that a test takes, in their order; not those inside one that `skip` takes. */
export function* elementsWithin(
  parent: Tree.ParentNode,
  wanted: (element: HtmlElement) => boolean,
  skip: (element: HtmlElement) => boolean = () => false,
): Generator<HtmlElement> {
  const waiting = parent.childNodes.filter(isElement).reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (wanted(next)) yield next;
    if (!skip(next)) waiting.push(...next.childNodes.filter(isElement).reverse());
  }
}
