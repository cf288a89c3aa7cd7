import * as vscode from 'vscode';
import { abortSignalOf } from '../../shared/abort.ts';
import { isAbort, messageOf } from '../../shared/errors.ts';
import { placeOf } from '../../writing/completion/completionPlace.ts';
import type { CompletionSource } from '../../writing/completion/completionSource.ts';
import { maybeComposing } from '../../writing/completion/imeComposition.ts';
import { settings } from '../settings.ts';
import type { CompletionSwitch } from './completionSwitch.ts';
import { cursorText } from './cursorText.ts';
import type { EngineGate } from './engineGate.ts';
import type { FirstRequest } from './firstRequest.ts';
import type { TypingTracker } from './typingTracker.ts';

/**
 * Letters that may belong to a composition must stay for so long before they are completed. VS Code hides an input method
 * from extensions: they see its letters come and go as ordinary edits, and one that ends it as a replacement.
 */
const COMPOSITION_MS = 1500;

/** Run when a completion was accepted as a whole. */
export const ACCEPTED_COMMAND = 'telechat.completionAccepted';

export interface CompletionParts {
  readonly source: CompletionSource;
  readonly tracker: TypingTracker;
  readonly switch: CompletionSwitch;
  readonly gate: EngineGate;
  readonly first: FirstRequest;
  readonly log: vscode.LogOutputChannel;
}

/** Ghost text at the cursor: asked for when a person has typed and paused, or has called for it. */
export class CompletionProvider implements vscode.InlineCompletionItemProvider {
  constructor(private readonly parts: CompletionParts) {}

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    { triggerKind, selectedCompletionInfo }: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const { source, tracker, gate, first, log } = this.parts;
    first.made();
    const isCalledFor = triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    if (selectedCompletionInfo || !(isCalledFor || this.parts.switch.isOnFor(document))) return [];
    const cursor = cursorText(document, position);
    if (!placeOf(cursor)) return [];
    const known = source.known(cursor);
    if (known !== undefined) return items(known, position);
    const hasTyped = tracker.hasTypedAt(document, document.offsetAt(position));
    if (!isCalledFor && !(hasTyped && gate.isOpen(tracker.characters))) return [];
    try {
      const delay = isCalledFor ? 0 : this.delay(cursor.before);
      return items(await source.ask(cursor, abortSignalOf(token), delay), position);
    } catch (error) {
      if (!isAbort(error)) log.error(`completion: ${messageOf(error)}`);
      return [];
    }
  }

  private delay(before: string): number {
    if (maybeComposing(before)) return COMPOSITION_MS;
    const delay = settings.completionDebounce();
    return delay === 'auto' ? this.parts.tracker.pace.delay : delay;
  }
}

function items(text: string, position: vscode.Position): vscode.InlineCompletionItem[] {
  if (text === '') return [];
  const command = { command: ACCEPTED_COMMAND, title: '' };
  return [new vscode.InlineCompletionItem(text, new vscode.Range(position, position), command)];
}
