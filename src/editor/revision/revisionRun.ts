import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Engine } from '../../engine/engine.ts';
import { describeKept } from '../../writing/revision/keptPassages.ts';
import { revise } from '../../writing/revision/revise.ts';
import type { FinishedRevision, RevisionEvent } from '../../writing/revision/revisionEvents.ts';
import type { RevisionTask } from '../../writing/revision/revisionMode.ts';
import { revisionNote } from '../../writing/revision/revisionNote.ts';
import { showThinking, withProgress } from '../progress.ts';
import { modeWords } from './revisionModes.ts';
import type { Review, RevisionReview } from './revisionReview.ts';
import type { RevisionTarget } from './revisionTarget.ts';

/** One revision in the editor, from the request to the person's decision. The document changes only when they accept. */
export class RevisionRun {
  private readonly stopping = new AbortController();
  private review: Review | undefined;
  /** The text with the passages that are done; the others are as they were. */
  private done: string;

  constructor(
    private readonly engine: Engine,
    private readonly revisions: RevisionReview,
    private readonly target: RevisionTarget,
    private readonly task: RevisionTask,
    private readonly report: (failure: unknown) => void,
  ) {
    this.done = target.original;
  }

  /** @throws EngineError when the engine fails before anything is revised; AbortError when the person cancels before */
  async run(): Promise<void> {
    try {
      const finished = await this.streamWhatCan();
      if (finished) this.tell(describeKept(finished));
      const { review } = this;
      if (!review || review.rejected.aborted || this.done === this.target.original) return;
      await this.revisions.finish(this.done);
      await this.decide(review);
    } finally {
      await this.revisions.close();
    }
  }

  /** Streams the revision; where it is stopped or fails, what is done by then can still be accepted. */
  private async streamWhatCan(): Promise<FinishedRevision | undefined> {
    try {
      return await withProgress(modeWords(this.task.mode).label, (report, signal) =>
        this.stream(report, AbortSignal.any([signal, this.stopping.signal])),
      );
    } catch (error) {
      if (this.done === this.target.original || this.review?.rejected.aborted) throw error;
      this.report(error);
      this.tell(l10n.t('The revision was stopped; what is done can be accepted.'));
      return undefined;
    }
  }

  private async stream(
    report: (message: string) => void,
    signal: AbortSignal,
  ): Promise<FinishedRevision | undefined> {
    const { original: text, before, after } = this.target;
    const note = revisionNote(this.task.mode, await this.engine.info());
    if (note) void vscode.window.showWarningMessage(note);
    const engine = showThinking(this.engine, report);
    for await (const event of revise(engine, { ...this.task, text, before, after }, signal)) {
      await this.follow(event, report);
      if (event.type === 'finished') return event;
    }
    return undefined;
  }

  private async follow(event: RevisionEvent, report: (message: string) => void): Promise<void> {
    if (event.type === 'passageStarted') {
      this.review ??= await this.openReview();
      if (event.count > 1) report(l10n.t('passage {0} of {1}', event.index + 1, event.count));
      return;
    }
    if (event.type === 'passageDone') this.done = event.text;
    this.revisions.update(event.text);
  }

  private async openReview(): Promise<Review> {
    const file = path.posix.basename(this.target.document.uri.path);
    const { label } = modeWords(this.task.mode);
    const title = l10n.t('{0}: {1} (Enter accepts, Escape rejects)', label, file);
    const review = await this.revisions.open(this.target, title);
    review.rejected.addEventListener('abort', () => this.stopping.abort());
    return review;
  }

  private async decide(review: Review): Promise<void> {
    while ((await review.decision()) === 'accepted') {
      if (await this.target.replace(review.text)) return;
      void this.offerElsewhere(review);
    }
  }

  /** The text was changed meanwhile, or its document closed: it is not overwritten, and the revision is not lost. */
  private async offerElsewhere(review: Review): Promise<void> {
    const open = l10n.t('Open in a New Editor');
    const copy = l10n.t('Copy');
    const message = l10n.t('The text was changed meanwhile, so the revision does not replace it.');
    const chosen = await vscode.window.showWarningMessage(message, open, copy);
    if (chosen === copy) await vscode.env.clipboard.writeText(review.text);
    if (chosen === open) {
      const language = this.target.document.languageId;
      const document = await vscode.workspace.openTextDocument({ language, content: review.text });
      await vscode.window.showTextDocument(document, { preview: false });
    }
    if (chosen !== undefined) review.reject();
  }

  private tell(message: string | undefined): void {
    if (message) void vscode.window.showInformationMessage(message);
  }
}
