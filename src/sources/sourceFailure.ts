import * as l10n from '@vscode/l10n';
import { byteText } from '../shared/byteText.ts';
import { UsageError } from '../shared/errors.ts';
import { type FailureReason, LARGEST_UNPACKED, LONGEST_TEXT } from './readerResult.ts';
import { endingOf, SOURCE_ENDINGS } from './sourceFormat.ts';

/** Why a source cannot be read: what its reader says, or what is found out about the file without reading it. */
export type SourceProblem =
  | FailureReason
  | { readonly largerThan: number }
  | { readonly slowerThan: number }
  | 'tooMuchMemory'
  | 'noPlainText'
  | 'unknownKind'
  | { readonly saveAs: string };

/** The error for a source that cannot be read, in the person's language. */
export function sourceFailure(name: string, problem: SourceProblem, cause?: unknown): UsageError {
  const [why, nextStep] = wordsFor(name, problem);
  return new UsageError(l10n.t('the source {0}', name), why, nextStep, { cause });
}

function wordsFor(name: string, problem: SourceProblem): readonly [why: string, nextStep: string] {
  if (typeof problem === 'object') return limitWords(problem);
  const ending = endingOf(name);
  const takeOnlyThat = l10n.t('put the part that matters into a file of its own');
  const words: Record<typeof problem, readonly [string, string]> = {
    damaged: [
      l10n.t('it is damaged'),
      l10n.t('open it in its program and save it again, or take another copy'),
    ],
    noText: [
      l10n.t('there is no text in it; it may hold pictures or a scan alone'),
      l10n.t('have its text recognised (OCR) first, or choose another file'),
    ],
    locked: [l10n.t('it is protected by a password'), l10n.t('save a copy without the password')],
    wrongEnding: [
      l10n.t('it ends in .{0}, but is of another kind', ending),
      l10n.t('give it the ending of its kind, or save it as .{0} in its program', ending),
    ],
    unpacksTooLarge: [
      l10n.t('it unpacks to more than {0}', byteText(LARGEST_UNPACKED)),
      l10n.t('do not trust it if you do not know where it is from; else {0}', takeOnlyThat),
    ],
    textTooLong: [l10n.t('its text has more than {0} characters', LONGEST_TEXT), takeOnlyThat],
    tooMuchMemory: [l10n.t('reading it takes too much memory'), takeOnlyThat],
    noPlainText: [l10n.t('it is no text in UTF-8 or GBK'), l10n.t('choose a file in Markdown or plain text')],
    unknownKind: [
      l10n.t('it is of another kind'),
      l10n.t('give a file of one of these kinds: {0}', SOURCE_ENDINGS.map((each) => `.${each}`).join(' ')),
    ],
  };
  return words[problem];
}

function limitWords(problem: Exclude<SourceProblem, string>): readonly [string, string] {
  const takeOnlyThat = l10n.t('put the part that matters into a file of its own');
  if ('saveAs' in problem) {
    const nextStep = l10n.t('save it as .{0} in its program', problem.saveAs);
    return [l10n.t('it is of an older Office format'), nextStep];
  }
  return 'largerThan' in problem
    ? [l10n.t('it is larger than {0}', byteText(problem.largerThan)), takeOnlyThat]
    : [l10n.t('reading it takes longer than {0} s', problem.slowerThan / 1000), takeOnlyThat];
}
