import * as l10n from '@vscode/l10n';
import type { DocumentReport, Problem, SectionReport } from './checkDocument.ts';

/**
 * A report in Markdown, in the person's language.
 * @param linkTo makes a link to a line of the document; absent, the line's number stands there alone
 */
export function printReport(report: DocumentReport, name: string, linkTo?: (line: number) => string): string {
  const blocks = [
    `# ${l10n.t('Check of {0}', name)}`,
    summary(report).join('\n'),
    `## ${l10n.t('Sections')}`,
    sectionTable(report.sections),
    `## ${l10n.t('What to look at')}`,
    problemList(report.problems, linkTo),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function summary({ characters, asked, lengthScore, rep2, rep3, rep4, coverage }: DocumentReport): string[] {
  const length =
    asked === undefined
      ? l10n.t('{0} characters', characters)
      : l10n.t(
          '{0} characters of {1} asked for: length score {2} of 100',
          characters,
          asked,
          lengthScore ?? 0,
        );
  const repeated = l10n.t('repeated: {0}% of pairs, {1}% of triples, {2}% of runs of four', rep2, rep3, rep4);
  const headings =
    coverage && l10n.t('{0} of {1} planned headings in their order', coverage.present, coverage.planned);
  return [length, repeated, ...(headings ? [headings] : [])].map((line) => `- ${line}`);
}

function sectionTable(sections: readonly SectionReport[]): string {
  if (sections.length === 0) return l10n.t('The document has no section: no heading begins with “## ”.');
  const rows = sections.map(({ title, characters, asked }) => [
    title.replaceAll('|', '\\|'),
    String(characters),
    asked === undefined ? '' : String(asked),
  ]);
  const head = [l10n.t('Section'), l10n.t('Characters'), l10n.t('Asked for')];
  return [head, ['---', '---:', '---:'], ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function problemList(problems: readonly Problem[], linkTo: ((line: number) => string) | undefined): string {
  if (problems.length === 0) return l10n.t('Nothing was found.');
  return problems
    .map(({ kind, text, line }) => {
      const plain = `${describe(kind)}: ${text.replace(/([<>[\]*_`])/g, '\\$1')}`;
      if (line === undefined) return `- ${plain}`;
      const place = l10n.t('line {0}', line);
      return `- ${linkTo ? `[${place}](${linkTo(line)})` : place}: ${plain}`;
    })
    .join('\n');
}

function describe(kind: Problem['kind']): string {
  const names = {
    emptySection: l10n.t('a section without text'),
    missingHeading: l10n.t('a planned heading is missing'),
    extraHeading: l10n.t('a heading that was not planned'),
    repeatedParagraph: l10n.t('a paragraph that repeats an earlier one'),
    leftoverMarker: l10n.t('a marker left over from the model'),
    placeholder: l10n.t('something to fill in'),
    figureWithoutSource: l10n.t('a figure that stands in no source'),
    nameWithoutSource: l10n.t('a name that stands in no source'),
  };
  return names[kind];
}
