import * as l10n from '@vscode/l10n';
import { UsageError } from '../../shared/errors.ts';
import { contextOf } from '../text/surroundings.ts';
import { type KeptReason, type PassageResult, PassageReviser } from './passageReviser.ts';
import { findPassages, type Passage } from './passages.ts';
import type { FinishedRevision, RevisionEvent, RevisionRequest } from './revisionEvents.ts';
import { parseInstruction } from './revisionMode.ts';
import type { InstructedMode, PassageQuestion } from './revisionPrompts.ts';
import type { RevisionTools } from './revisionTools.ts';
import { splitInTwo } from './splitInTwo.ts';

/** The revision of a text passage by passage; what lies between the passages stays as it is. */
export class PassageRevision {
  private readonly reviser: PassageReviser;
  private readonly mode: InstructedMode;
  private readonly text: string;
  private readonly instruction: string;

  constructor(
    tools: RevisionTools,
    private readonly request: RevisionRequest & { readonly mode: InstructedMode },
  ) {
    this.reviser = new PassageReviser(tools);
    this.mode = request.mode;
    this.text = request.text;
    this.instruction = this.mode === 'custom' ? parseInstruction(request.instruction ?? '') : '';
  }

  /**
   * Revises passage after passage, in the order of the text. @throws EngineError when the engine fails; AbortError when
   * aborted
   */
  async *run(): AsyncGenerator<RevisionEvent, Pick<FinishedRevision, 'text' | 'passages' | 'kept'>> {
    const { text } = this;
    const passages = await this.fittingPassages();
    const kept: KeptReason[] = [];
    let revised = '';
    let from = 0;
    for (const [index, passage] of passages.entries()) {
      yield { type: 'passageStarted', index, count: passages.length };
      revised += text.slice(from, passage.start);
      from = passage.end;
      const result: PassageResult = yield* this.revise(passage, revised);
      if ('kept' in result) kept.push(result.kept);
      revised += 'text' in result ? this.place(result.text, passage) : this.original(passage);
      yield { type: 'passageDone', index, text: revised + text.slice(from) };
    }
    return { text: revised + text.slice(from), passages: passages.length, kept };
  }

  /** Streams the text as it stands while one passage is revised. @param revised what stands before the passage */
  private async *revise(passage: Passage, revised: string): AsyncGenerator<RevisionEvent, PassageResult> {
    const rest = this.text.slice(passage.end);
    const answers = this.reviser.revise(this.question(passage, revised));
    for (;;) {
      const next = await answers.next();
      if (next.done) return next.value;
      yield { type: 'text', text: revised + this.place(next.value, passage) + rest };
    }
  }

  /** The passages of the text, those too long for the model's context cut at the end of a paragraph or sentence. */
  private async fittingPassages(): Promise<Passage[]> {
    const fitting: Passage[] = [];
    const waiting = this.passages().reverse();
    for (let passage = waiting.pop(); passage; passage = waiting.pop()) {
      const cut = splitInTwo(this.original(passage));
      if (!cut || (await this.reviser.fits(this.question(passage, '')))) {
        fitting.push(passage);
        continue;
      }
      const { start } = passage;
      waiting.push({ ...passage, start: start + cut.secondStart }, { ...passage, end: start + cut.firstEnd });
    }
    return fitting;
  }

  /** @throws UsageError when there is nothing to revise */
  private passages(): Passage[] {
    const { text, mode } = this;
    if (text.trim() === '') throw nothingToRevise(l10n.t('it is empty'));
    if (mode === 'custom') {
      const start = text.length - text.trimStart().length;
      return [{ start, end: text.trimEnd().length, indent: '', oneLine: false }];
    }
    const prose = findPassages(text, mode === 'translate');
    // A heading selected by itself is what the person means.
    const passages = prose.length > 0 ? prose : findPassages(text, true);
    if (passages.length === 0) throw nothingToRevise(l10n.t('there is no prose in it'));
    return passages;
  }

  private question(passage: Passage, revised: string): PassageQuestion {
    const { mode, instruction, request } = this;
    const source = this.original(passage);
    // The marks of a quotation and the indentation of a list are no part of what is said.
    const text = mode === 'custom' ? source : source.replace(/\r?\n[ \t\u3000>]*/g, '\n');
    const after = this.text.slice(passage.end) + (request.after ?? '');
    return { mode, instruction, text, context: contextOf((request.before ?? '') + revised, after) };
  }

  private original({ start, end }: Passage): string {
    return this.text.slice(start, end);
  }

  /** An answer as it stands in the text: with the passage's indentation and the text's own line ends. */
  private place(answer: string, { indent, oneLine }: Passage): string {
    if (oneLine) return answer.replace(/\s*\n\s*/g, ' ');
    const hasGaps = !this.text.includes('\n') || /\n[\s>]*\n/.test(this.text);
    const lines = hasGaps || this.mode === 'custom' ? answer.split('\n') : answer.split(/\n+/);
    const placed = lines.map((line, index) => (index === 0 || line === '' ? line : indent + line));
    return placed.join(this.text.includes('\r\n') ? '\r\n' : '\n');
  }
}

/** The error for a text in which nothing can be revised. */
export function nothingToRevise(why: string): UsageError {
  return new UsageError(l10n.t('the text to revise'), why, l10n.t('select a paragraph or more'));
}
