import { type ExportOptions, exportDocument } from '../../src/writing/export/exportDocument.ts';
import { unzip } from './unzip.ts';

/** An exported Word file, read back. */
export class WordFile {
  private constructor(private readonly files: ReadonlyMap<string, string>) {}

  static async export(markdown: string, options: ExportOptions = {}): Promise<WordFile> {
    const { signal } = new AbortController();
    return new WordFile(await unzip(await exportDocument(markdown, 'docx', 'sample', signal, options)));
  }

  get names(): string[] {
    return [...this.files.keys()];
  }

  part(name: string): string {
    const xml = this.files.get(name);
    if (xml === undefined) throw new Error(`the file has no ${name}`);
    return xml;
  }

  /** The paragraphs of the document, as XML. */
  get paragraphs(): string[] {
    return this.part('word/document.xml').match(/<w:p>.*?<\/w:p>|<w:p\/>/gs) ?? [];
  }

  get lines(): string[] {
    return this.paragraphs.map(textOf);
  }

  paragraphWith(text: string): string {
    const found = this.paragraphs.find((paragraph) => textOf(paragraph).includes(text));
    if (found === undefined) throw new Error(`no paragraph contains ${text}`);
    return found;
  }

  style(id: string): string {
    const form = new RegExp(`<w:style [^>]*w:styleId="${id}".*?</w:style>`, 's');
    const [found] = form.exec(this.part('word/styles.xml')) ?? [];
    if (found === undefined) throw new Error(`no style ${id}`);
    return found;
  }
}

/** The text of XML of Word, with its tabs. */
export function textOf(xml: string): string {
  return [...xml.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>|<w:tab\/>/g)]
    .map(([, text]) => text ?? '\t')
    .join('');
}

/** The value of an attribute; NaN or a number where it is one. */
export function numberOf(xml: string, element: string, attribute: string): number {
  return Number(new RegExp(`<w:${element}\\b[^>]*?w:${attribute}="([^"]*)"`).exec(xml)?.[1]);
}
