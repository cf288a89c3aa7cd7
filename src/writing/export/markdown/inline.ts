import type { Nodes, PhrasingContent, Root } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import type { Language } from '../../text/language.ts';
import type { Run } from '../document.ts';

type Style = Omit<Run, 'text' | 'footnote'>;

const CJK = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef“”‘’…—]/u;
/** Only what opens in a browser or a mail program: a path beside the Markdown file means nothing in the exported one. */
const OPENABLE = /^(?:https?|mailto):/i;

const BARE_ADDRESS = /(https?:\/\/[\x21-\x7e]*[\w/#&=+-])/i;

/** Reads the text inside paragraphs, headings and cells. */
export class InlineReader {
  private readonly addresses = new Map<string, string>();
  private readonly footnotes = new Map<string, Nodes>();

  /** @param tree the whole document, for the definitions that references point to */
  constructor(
    tree: Root,
    readonly language: Language,
  ) {
    this.collectDefinitions(tree);
  }

  read(nodes: readonly PhrasingContent[], style: Style = {}): Run[] {
    return nodes.flatMap((node) => this.readNode(node, style));
  }

  private readNode(node: PhrasingContent, style: Style): Run[] {
    switch (node.type) {
      case 'text':
        return linkedRuns(this.joinLines(node.value), style);
      case 'inlineCode':
        return textRuns(node.value, { ...style, code: true });
      case 'break':
        return [{ text: '\n', ...style }];
      case 'strong':
        return this.read(node.children, { ...style, bold: true });
      case 'emphasis':
        return this.read(node.children, { ...style, italic: true });
      case 'delete':
        return this.read(node.children, { ...style, strike: true });
      case 'link':
        return this.readLink(node.children, node.url, style);
      case 'linkReference':
        return this.readLink(node.children, this.addresses.get(node.identifier) ?? '', style);
      case 'image':
      case 'imageReference':
        return node.alt ? textRuns(this.imageText(node.alt), style) : [];
      case 'footnoteReference':
        return this.readFootnote(node.identifier, style);
      case 'html':
        // The text between tags is nodes of its own.
        return /^<br\s*\/?>$/i.test(node.value) ? [{ text: '\n', ...style }] : [];
    }
  }

  private readLink(children: readonly PhrasingContent[], url: string, style: Style): Run[] {
    const runs = this.read(children, style);
    if (!OPENABLE.test(url)) return runs;
    return plainText(children) === url ? runs : runs.map((run) => ({ ...run, link: url }));
  }

  private readFootnote(identifier: string, style: Style): Run[] {
    const definition = this.footnotes.get(identifier);
    return definition ? [{ text: '', ...style, footnote: [{ text: plainText(definition) }] }] : [];
  }

  private imageText(alt: string): string {
    return this.language === 'zh' ? `［图：${alt}］` : `[Image: ${alt}]`;
  }

  /** A line that ends in Chinese is meant to end there; between words of other languages it is a space. */
  private joinLines(text: string): string {
    return text.replace(/[ \t]*\n[ \t]*/g, (end, offset: number) => {
      const sides = [text[offset - 1], text[offset + end.length]];
      const chinese = sides.some((side) => (side === undefined ? this.language === 'zh' : CJK.test(side)));
      return chinese ? '\n' : ' ';
    });
  }

  private collectDefinitions(node: Nodes): void {
    if (node.type === 'definition') this.addresses.set(node.identifier, node.url);
    if (node.type === 'footnoteDefinition') this.footnotes.set(node.identifier, node);
    if ('children' in node) for (const child of node.children) this.collectDefinitions(child);
  }
}

/** A text in which addresses open; the Chinese that follows one without a space is not part of it. */
function linkedRuns(text: string, style: Style): Run[] {
  return text
    .split(BARE_ADDRESS)
    .flatMap((piece, index) => textRuns(piece, index % 2 === 1 ? { ...style, link: piece } : style));
}

function textRuns(text: string, style: Style): Run[] {
  return text
    .split(/(\n)/)
    .filter((piece) => piece !== '')
    .map((piece) => ({ text: piece, ...style }));
}
