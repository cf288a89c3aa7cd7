import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { cjkFriendlyExtension } from 'micromark-extension-cjk-friendly';
import { gfmStrikethroughCjkFriendly } from 'micromark-extension-cjk-friendly-gfm-strikethrough';
import { gfm } from 'micromark-extension-gfm';

/**
 * In Chinese no space ends an address: read as part of the syntax it would swallow what follows, marks and all. In the text
 * that remains mdast-util-gfm finds it too.
 */
const BARE_LINKS_LATER = { disable: { null: ['wwwAutolink', 'protocolAutolink', 'emailAutolink'] } };

/** Reads Markdown's syntax, with tables, footnotes and task lists as GitHub has them. */
export function parse(text: string): Root {
  // One tilde is no strikethrough: Chinese writes ranges with it, as in 3~5月.
  const singleTilde = false;
  return fromMarkdown(text, {
    // Without the CJK-friendly rules `**重点：**内容` would keep its asterisks.
    extensions: [
      gfm({ singleTilde }),
      BARE_LINKS_LATER,
      cjkFriendlyExtension(),
      gfmStrikethroughCjkFriendly({ singleTilde }),
    ],
    mdastExtensions: [gfmFromMarkdown()],
  });
}

/** The addresses of the pictures that a Markdown text shows, in their order. */
export function pictureAddresses(markdown: string): string[] {
  if (!markdown.includes('![')) return [];
  const definitions = new Map<string, string>();
  const shown: (() => string)[] = [];
  const visit = (node: Nodes): void => {
    if (node.type === 'definition') definitions.set(node.identifier, node.url);
    if (node.type === 'image') shown.push(() => node.url);
    if (node.type === 'imageReference') shown.push(() => definitions.get(node.identifier) ?? '');
    if ('children' in node) for (const child of node.children) visit(child);
  };
  visit(parse(markdown));
  return shown.map((address) => address()).filter((address) => address !== '');
}
