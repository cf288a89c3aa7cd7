import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Engine } from '../../engine/engine.ts';
import { briefOf, type DocumentBrief } from '../../writing/brief/brief.ts';
import type { LeftOut } from '../../writing/brief/sources.ts';
import { writeDocument } from '../../writing/draft/composer.ts';
import { type Draft, DraftRecorder } from '../../writing/draft/draft.ts';
import type { Outline } from '../../writing/outline/outline.ts';
import { sayBlanks } from '../document/blanks.ts';
import { DocumentStream, isWindowGone } from '../document/documentStream.ts';
import { showThinking, withProgress } from '../progress.ts';
import type { DraftStore } from './draftStore.ts';
import { SectionProgress } from './sectionProgress.ts';
import { sayWeakSections } from './weakSections.ts';

/** A place in a document. */
export interface WritingPlace {
  readonly document: vscode.TextDocument;
  readonly offset: number;
}

/** Enough to find the text again below which, or above which, a document is written. */
const FOLLOWING_CHARACTERS = 80;

/** A draft of which nothing is written yet. */
export function newDraft({ request, frame }: DocumentBrief, outline: Outline, place: WritingPlace): Draft {
  const id = randomUUID();
  return {
    formatVersion: 1,
    id,
    title: frame.title,
    state: 'writing',
    request: { ...request, draft: id },
    outline,
    written: { bodies: [] },
    place: place.document.uri.toString(),
    following: textAfter(place).trim().slice(0, FOLLOWING_CHARACTERS),
    savedAt: new Date().toISOString(),
  };
}

/**
 * Streams what a draft still lacks into a document, under a notification that can cancel it, and keeps the draft up to date.
 * @param brief where the draft is new; one that is resumed gets its own, for the model that is there now
 */
export function writeDraft(
  engine: Engine,
  drafts: DraftStore,
  draft: Draft,
  place: WritingPlace,
  brief?: DocumentBrief,
): Thenable<void> {
  return withProgress(l10n.t('Writing'), async (report, signal) => {
    const stream = new DocumentStream(place.document, place.offset);
    const sections = new SectionProgress(report);
    const shown = showThinking(engine, (thinking) => sections.think(thinking));
    const { bodies, partial } = draft.written;
    if (bodies.length === 0 && !partial) await stream.write(gapAfter(textBefore(place)));
    const recorder = new DraftRecorder({ ...draft, writer: process.pid }, (saved) => drafts.save(saved));
    try {
      const known = brief
        ? { ...brief, request: draft.request }
        : briefOf(draft.request, await engine.info());
      for await (const event of writeDocument(shown, known, draft.outline, signal, draft.written)) {
        if (event.type === 'finished') {
          // A draft is finished when its document is.
          await stream.end();
          sayLeftOut(event.leftOut);
          void sayBlanks(event.blanks);
          void sayWeakSections(place.document, event.weak);
        }
        recorder.follow(event);
        if (event.type === 'sectionStarted') sections.start(event.index, event.count, event.title);
        if (event.type !== 'text') continue;
        await stream.write(event.delta);
        sections.add(event.delta.length);
      }
    } catch (error) {
      // What a window is closed on stays `writing`: the next window offers it.
      if (!isWindowGone(error)) recorder.stop();
      await stream.end();
      throw error;
    } finally {
      stream.dispose();
    }
  });
}

function textAfter({ document, offset }: WritingPlace): string {
  return document.getText().slice(offset);
}

function textBefore({ document, offset }: WritingPlace): string {
  return document.getText().slice(0, offset);
}

/** The line breaks between a text and a title below it. */
function gapAfter(text: string): string {
  if (text.trim() === '') return '';
  const breaks = /[\r\n]*$/.exec(text)?.[0].replaceAll('\r', '').length ?? 0;
  return '\n'.repeat(Math.max(0, 2 - breaks));
}

/** Says what of the sources did not fit, or is more than the model can read. */
function sayLeftOut(leftOut: readonly LeftOut[] = []): void {
  if (leftOut.length === 0) return;
  const parts = leftOut.map(({ source, characters }) => l10n.t('{0} ({1} characters)', source, characters));
  const list = parts.join(l10n.t(', '));
  void vscode.window.showInformationMessage(l10n.t('Parts of the sources went into no section: {0}', list));
}
