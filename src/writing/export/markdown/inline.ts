import type { FootnoteDefinition, Nodes, PhrasingContent, Root } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import type { Language } from '../../text/language.ts';
import type { Run } from '../document.ts';
import type { Pictures } from '../pictures/picture.ts';
import { splitAtAddresses } from './addresses.ts';

type Style = Omit<Run, 'text' | 'footnote' | 'picture'>;

type Maybe = string | null | undefined;

const CJK = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef“”‘’…—]/u;
/** Only what opens in a browser or a mail program: a path beside the Markdown file means nothing in the exported one. */
const OPENABLE = /^(?:https?|mailto):/i;

/** Reads the text inside paragraphs, headings and cells. */
export class InlineReader {
  private readonly addresses = new Map<string, string>();
  private readonly definitions = new Map<string, FootnoteDefinition>();
  private readonly referred = new Set<string>();
  /** Those that were read, so that one that is referred to twice is one. */
  private readonly footnotes = new Map<string, readonly Run[]>();

  /** @param tree the whole document, for the definitions that references point to */
  constructor(
    tree: Root,
    readonly language: Language,
    private readonly pictures: Pictures,
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
        // What was found in the text has no position of its own: there Chinese that follows an address is not part of it.
        return node.position || !/^https?:/i.test(node.url)
          ? this.readLink(node.children, node.url, style)
          : linkedRuns(plainText(node), style);
      case 'linkReference':
        return this.readLink(node.children, this.addresses.get(node.identifier) ?? '', style);
      case 'image':
        return this.readPicture(node.url, node.alt, node.title, style);
      case 'imageReference':
        return this.readPicture(this.addresses.get(node.identifier) ?? '', node.alt, undefined, style);
      case 'footnoteReference':
        return this.readFootnote(node.identifier, style);
      case 'html':
        // The text between tags is nodes of its own.
        if (/^<img\b/i.test(node.value)) return textRuns(this.htmlImageText(node.value), style);
        return /^<br\s*\/?>$/i.test(node.value) ? [{ text: '\n', ...style }] : [];
    }
  }

  /** What stands for a picture: the text that its tag has for those who do not see it. */
  htmlImageText(tag: string): string {
    const [, , alt = ''] = /\salt\s*=\s*(["'])(.*?)\1/is.exec(tag) ?? [];
    return alt === '' ? '' : this.imageText(alt);
  }

  /** Whether a footnote is referred to anywhere: one that is not stands where it was written. */
  isReferred({ identifier }: FootnoteDefinition): boolean {
    return this.referred.has(identifier);
  }

  private readLink(children: readonly PhrasingContent[], url: string, style: Style): Run[] {
    if (!OPENABLE.test(url)) return this.read(children, style);
    // Between its own marks an address is one, whatever stands in it.
    if (plainText(children) === url) return [{ text: url, ...style, link: url }];
    return this.read(children, style).map((run) => (run.footnote ? run : { ...run, link: url }));
  }

  private readFootnote(identifier: string, style: Style): Run[] {
    const definition = this.definitions.get(identifier);
    if (!definition) return [];
    const known = this.footnotes.get(identifier);
    if (known) return [{ text: '', ...style, footnote: known }];
    // A note that refers to itself ends here.
    this.footnotes.set(identifier, []);
    const lines = definition.children.flatMap((node) => this.noteLines(node));
    const runs = lines.flatMap((line, index) => (index === 0 ? line : [{ text: '\n' }, ...line]));
    this.footnotes.set(identifier, runs);
    return [{ text: '', ...style, footnote: runs }];
  }

  /** The lines of a block in a footnote; a note that it refers to in turn stands in brackets. */
  private noteLines(node: Nodes): Run[][] {
    if (node.type === 'paragraph' || node.type === 'heading') {
      const runs = this.read(node.children);
      return [runs.flatMap((run) => (run.footnote ? inBrackets(run.footnote) : [run]))];
    }
    if (node.type === 'code') return node.value.split('\n').map((text) => [{ text, code: true }]);
    if (node.type === 'tableRow')
      return [[{ text: node.children.map((cell) => plainText(cell)).join(' | ') }]];
    if ('children' in node) return node.children.flatMap((child) => this.noteLines(child));
    const text = plainText(node);
    return text === '' ? [] : [[{ text }]];
  }

  /** A picture, or, where there is no file of it, a text in its place; one on the net opens with a click. */
  private readPicture(address: string, alt: Maybe, title: Maybe, style: Style): Run[] {
    const file = this.pictures.get(address);
    const shown = alt || title || address.slice(address.lastIndexOf('/') + 1);
    if (shown === '' || /^data:/i.test(address)) return alt ? textRuns(this.imageText(alt), style) : [];
    const [run] = textRuns(this.imageText(shown.replaceAll('\n', ' ')), style);
    if (!run) return [];
    if (typeof file === 'object') return [{ ...run, picture: { file, alt: alt ?? '', title: title ?? '' } }];
    return [OPENABLE.test(address) && run.link === undefined ? { ...run, link: address } : run];
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
    if (node.type === 'footnoteDefinition') this.definitions.set(node.identifier, node);
    if (node.type === 'footnoteReference') this.referred.add(node.identifier);
    if ('children' in node) for (const child of node.children) this.collectDefinitions(child);
  }
}

/** A text in which addresses open. */
function linkedRuns(text: string, style: Style): Run[] {
  return splitAtAddresses(text).flatMap(({ text: piece, link }) =>
    textRuns(piece, link === undefined ? style : { ...style, link }),
  );
}

function inBrackets(note: readonly Run[]): Run[] {
  return note.length === 0 ? [] : [{ text: '（' }, ...note, { text: '）' }];
}

function textRuns(text: string, style: Style): Run[] {
  return text
    .split(/(\n)/)
    .filter((piece) => piece !== '')
    .map((piece) => ({ text: piece, ...style }));
}
