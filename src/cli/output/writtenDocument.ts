import { existsSync } from 'node:fs';
import { UserError } from '../../shared/errors.ts';
import type { BriefReading } from '../../writing/brief/reading/reading.ts';
import type { ComposerEvent } from '../../writing/draft/composer.ts';
import type { Weakness } from '../../writing/draft/lastLook.ts';
import { lengthScore } from '../../writing/text/measure.ts';
import { recordOf } from './documentFile.ts';
import { printProgress, printResult } from './output.ts';

/** The last event of a document. */
export type Finished = Extract<ComposerEvent, { type: 'finished' }>;

/** A document that is whole, as `write` tells of it. */
export interface Written extends Finished {
  /** Characters that were asked for. */
  readonly length: number;
  /** The outline that was followed, one section a line. */
  readonly outline: string;
  /** Of each section's body. */
  readonly sectionCharacters: readonly number[];
  /** Percent of repeated 4-grams in the whole document. */
  readonly rep4: number;
  /** What was read out of a brief. */
  readonly reading?: ReturnType<typeof toldReading>;
}

/** How the engine was chosen, which must be said again to go on. */
interface EngineChoice {
  readonly model?: string;
  readonly remote?: string;
}

const WEAKNESSES: Readonly<Record<Weakness, string>> = {
  repeats: 'most of it stands in earlier sections',
  language: 'it is in another language',
  missingPoint: 'a point that was asked for is missing',
  short: 'it is far too short',
};

/** Tells of a document that is whole: what it is in figures, and what is left for the person to do. */
export function reportWritten(written: Written, file: string, options: { readonly json?: boolean }): void {
  const { length, characters, sections, outline, sectionCharacters, rep4, seconds } = written;
  const { blanks, weak, reading, leftOut = [] } = written;
  const score = roundTenth(lengthScore(length, characters));
  const sources = written.leftOut ? { leftOut } : {};
  const counts = { characters, sections, outline, sectionCharacters, lengthScore: score, rep4, blanks, weak };
  const result = { file, ...counts, seconds, ...sources, ...(reading ? { reading } : {}) };
  if (blanks > 0) printProgress(`note: ${blanks} facts are left to be filled in (××)`);
  for (const { title, weakness } of weak)
    printProgress(`note: worth writing again: ${title} (${WEAKNESSES[weakness]})`);
  for (const { source, characters } of leftOut) {
    printProgress(`note: ${characters} characters of ${source} were given to no section`);
  }
  const speed = (characters / seconds).toFixed(1);
  if (options.json) printResult(result, options, '');
  else
    printProgress(
      `${file}: ${characters} characters in ${sections} sections, length score ${score}, ${speed} characters/s`,
    );
}

/**
 * Adds to a failure what became of the text.
 * @param cancelled why, where the person ended it
 */
export function explainStop(
  error: unknown,
  cancelled: string | undefined,
  kept: string | undefined,
  engine: EngineChoice,
): unknown {
  const text = kept ? `what was written is in ${kept}${howToResume(kept, engine)}` : 'nothing was written';
  if (cancelled !== undefined) return new UserError('the document', cancelled, text, { cause: error });
  if (!(error instanceof UserError) || !kept) return error;
  return new UserError(error.what, error.why, `${error.nextStep}; ${text}`, { cause: error });
}

/** The command that goes on with what was kept; empty where no record of it could be. */
function howToResume(kept: string, { model, remote }: EngineChoice): string {
  if (!existsSync(recordOf(kept))) return '';
  const engine = Object.entries({ model, remote }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, quoted(value)],
  );
  return `, and goes on with: ${['write', '--resume', quoted(kept), ...engine].join(' ')}`;
}

function quoted(value: string): string {
  return /^[\p{L}\p{N}_./\\:~+-]+$/u.test(value) ? value : JSON.stringify(value);
}

/** What was read out of a brief, as `--json` has it. */
export function toldReading({ kind, hasTitles, ...reading }: BriefReading) {
  return { kind: kind.name, ...reading };
}

/** To one decimal place. */
export function roundTenth(value: number): number {
  return Math.round(value * 10) / 10;
}
