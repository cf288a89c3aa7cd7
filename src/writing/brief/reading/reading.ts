import type { FieldValues } from '../../documents/fields.ts';
import { isGeneral } from '../../documents/forms/general.ts';
import { type DocumentKind, documentKinds } from '../../documents/index.ts';
import type { KindWording } from '../../documents/kind.ts';
import type { Language } from '../../text/language.ts';
import type { DocumentRequest } from '../request.ts';

/** What a brief in a person's own words asks for, as far as it was read out of it. */
export interface BriefReading {
  readonly kind: DocumentKind;
  /** The document's own title. */
  readonly title: string;
  /** Characters; words in English. */
  readonly length: number;
  readonly language: Language;
  /** Answers to fields of the kind. */
  readonly fields: FieldValues;
  /** What has to be said. */
  readonly points: readonly string[];
  /** Titles of the sections that are asked for; empty, the writer chooses. */
  readonly sections: readonly string[];
  /** Whether these are the titles themselves; else they only number the sections. */
  readonly hasTitles: boolean;
  readonly reader: string;
  readonly tone: string;
  readonly requirements: readonly string[];
}

/** Up to so many characters a general text has no headings. */
const LONGEST_WITHOUT_HEADINGS = 800;

/**
 * The request that a reading amounts to.
 * @param brief the text that it was read out of: the model has it before its eyes all along
 */
export function requestOfReading(
  reading: BriefReading,
  brief: string,
  more: Pick<DocumentRequest, 'sources' | 'seed'> = {},
): DocumentRequest {
  const { title, points, length, fields, language } = reading;
  return { ...more, kind: kindFor(reading), topic: title, points, length, fields, language, brief };
}

/** The kind as this one document wants it: with the sections, the tone and the demands of its brief. */
function kindFor(reading: BriefReading): string | DocumentKind {
  const { kind, sections, hasTitles, reader, tone, requirements, length } = reading;
  const hasSections = sections.length > 1;
  const asked: DocumentKind = {
    ...kind,
    headings: headingsFor(kind, hasSections, length),
    ...(hasSections ? { askedSections: hasTitles ? 'titles' : 'count' } : {}),
    // Acts, letters and entries of a diary are not divided further.
    ...(kind.isFree ? { hasSubheadings: false } : {}),
    wordings: { zh: wordingFor('zh'), en: wordingFor('en') },
  };
  const isAsItIs = !hasSections && reader === '' && tone === '' && requirements.length === 0;
  return isAsItIs && documentKinds.includes(kind) ? kind.id : asked;

  function wordingFor(language: Language): KindWording {
    const wording = kind.wordings[language];
    const readers = reader === '' ? '' : language === 'en' ? `for ${reader}` : `写给${reader}`;
    const contents = [wording.contents, readers, ...requirements].filter((each) => each !== '');
    return {
      ...wording,
      contents: contents.join(language === 'en' ? '; ' : '；'),
      tone: tone || wording.tone,
      defaultSections: hasSections
        ? sections.map((each) => ({ title: each, points: [] }))
        : wording.defaultSections,
    };
  }
}

function headingsFor(kind: DocumentKind, hasSections: boolean, length: number): DocumentKind['headings'] {
  if (hasSections) return 'numbered';
  return isGeneral(kind) && length <= LONGEST_WITHOUT_HEADINGS ? 'none' : kind.headings;
}
