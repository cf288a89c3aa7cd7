import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Engine } from '../../engine/engine.ts';
import { type ComposerEvent, planOutline, writeDocument } from '../../writing/composer.ts';
import { type Outline, parseOutline, printOutline } from '../../writing/outline.ts';
import type { DocumentRequest } from '../../writing/request.ts';
import { DocumentStream } from '../documentStream.ts';
import type { EngineProvider } from '../engineProvider.ts';
import { showFailure } from '../failure.ts';
import { askForDocument } from '../forms/documentForm.ts';
import type { OutlineReview } from '../outlineReview.ts';
import { SectionProgress } from '../sectionProgress.ts';
import { settings } from '../settings.ts';

export interface WriteDocumentParts {
  readonly engines: EngineProvider;
  readonly review: OutlineReview;
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

/** "Write a Document…": asks, plans an outline, lets the person edit it, and streams the document into the editor. */
export async function runWriteDocument({ engines, review, memory, log }: WriteDocumentParts): Promise<void> {
  const target = writingPlace();
  try {
    const request = await askForDocument(memory, settings.writingLength());
    if (!request) return;
    const engine = engines.get();
    const planned = await plan(engine, request);
    const outline = await review.edit(`${printOutline(planned)}\n`, parseOutline);
    if (outline) await write(engine, request, outline, await open(target));
  } catch (error) {
    await showFailure(error, log);
  }
}

interface WritingPlace {
  readonly document: vscode.TextDocument;
  readonly offset: number;
}

/** The cursor of a Markdown or plain text editor, where the command was started in one. */
function writingPlace(): WritingPlace | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !['markdown', 'plaintext'].includes(editor.document.languageId)) return undefined;
  return { document: editor.document, offset: editor.document.offsetAt(editor.selection.active) };
}

async function open(place: WritingPlace | undefined): Promise<WritingPlace> {
  const document = place?.document ?? (await vscode.workspace.openTextDocument({ language: 'markdown' }));
  await vscode.window.showTextDocument(document, { preview: false });
  return { document, offset: place?.offset ?? 0 };
}

function plan(engine: Engine, request: DocumentRequest): Thenable<Outline> {
  const title = l10n.t('Planning the outline');
  return withProgress(title, (_progress, signal) => planOutline(engine, request, signal));
}

function write(
  engine: Engine,
  request: DocumentRequest,
  outline: Outline,
  place: WritingPlace,
): Thenable<void> {
  return withProgress(l10n.t('Writing'), async (progress, signal) => {
    const stream = new DocumentStream(place.document, place.offset);
    const sections = new SectionProgress((message) => progress.report({ message }));
    try {
      for await (const event of writeDocument(engine, request, outline, signal)) {
        show(event, stream, sections);
      }
    } finally {
      await stream.end().finally(() => stream.dispose());
    }
  });
}

function show(event: ComposerEvent, stream: DocumentStream, sections: SectionProgress): void {
  if (event.type === 'sectionStarted') sections.start(event.index, event.count, event.title);
  if (event.type !== 'text') return;
  stream.write(event.delta);
  sections.add(event.delta.length);
}

function withProgress<T>(
  title: string,
  task: (progress: vscode.Progress<{ message?: string }>, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    return task(progress, controller.signal);
  });
}
