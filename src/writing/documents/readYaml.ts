import * as l10n from '@vscode/l10n';
import { Document, parseDocument, visit } from 'yaml';
import { messageOf } from '../../shared/errors.ts';
import { endOfLine } from '../text/endOfLine.ts';

/** Something that makes YAML unreadable, by its offsets. */
interface YamlFault {
  readonly reason: string;
  readonly start: number;
  readonly end: number;
}

/** YAML, and what it says; nothing where it has faults. */
interface ReadYaml {
  readonly document: Document;
  readonly content: unknown;
  readonly faults: readonly YamlFault[];
}

/** Reads YAML. What the library throws is a fault of the text too: one bad file must not keep others from being read. */
export function readYaml(yaml: string): ReadYaml {
  let document = new Document();
  try {
    document = parseDocument(yaml);
    const faults = document.errors.map(({ message, pos: [start, end] }) => ({
      reason: message.replace(/ at line \d[\s\S]*$/, ''),
      start,
      end,
    }));
    return { document, content: faults.length > 0 ? undefined : (document.toJS() ?? {}), faults };
  } catch (error) {
    return { document, content: undefined, faults: [aliasFault(document) ?? unreadable(error, yaml)] };
  }
}

/** `*重点*` without quotes is no emphasis in YAML, but refers to something, which is not there. */
function aliasFault(document: Document): YamlFault | undefined {
  let fault: YamlFault | undefined;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return undefined;
      const [start, end] = alias.range ?? [0, 0];
      const reason = l10n.t('*{0} refers to nothing; text that begins with * needs quotes', alias.source);
      fault = { reason, start, end };
      return visit.BREAK;
    },
  });
  return fault;
}

function unreadable(error: unknown, yaml: string): YamlFault {
  const reason = error instanceof RangeError ? l10n.t('it is nested too deep') : messageOf(error);
  return { reason, start: 0, end: endOfLine(yaml, 0) };
}
