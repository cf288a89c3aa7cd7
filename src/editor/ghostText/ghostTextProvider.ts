import * as vscode from 'vscode';
import { abortSignalOf } from '../../shared/abort.ts';
import type { CompletionSource } from '../../writing/completion/completionSource.ts';
import { ghostText } from '../../writing/completion/ghostText.ts';
import { maybeComposing } from '../../writing/completion/imeComposition.ts';
import { settings } from '../settings.ts';
import { cursorText } from './cursorText.ts';
import type { EngineGate } from './engineGate.ts';
import type { FirstRequest } from './firstRequest.ts';
import type { GhostTextSwitch } from './ghostTextSwitch.ts';
import type { OutcomeLog } from './outcomeLog.ts';
import type { TypingTracker } from './typingTracker.ts';

/**
 * Letters that an input method may be composing must stay for so long before they are completed. VS Code hides an input
 * method from extensions: they see its letters come and go as ordinary edits, and one that ends it as a replacement.
 */
const IME_COMPOSITION_MS = 1500;

/** Run when ghost text was accepted as a whole. */
export const ACCEPTED_COMMAND = 'telechat.completionAccepted';

/** Where text comes from, what may keep it from coming, and `outcomes`, which hears how each request ended. */
export interface GhostTextParts {
  readonly source: CompletionSource;
  readonly tracker: TypingTracker;
  readonly switch: GhostTextSwitch;
  readonly gate: EngineGate;
  readonly first: FirstRequest;
  readonly outcomes: OutcomeLog;
}

/** Ghost text at the cursor: asked for when a person has typed and paused, or has called for it. */
export class GhostTextProvider implements vscode.InlineCompletionItemProvider {
  constructor(private readonly parts: GhostTextParts) {}

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    { triggerKind, selectedCompletionInfo }: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const { source, tracker, gate, first, outcomes } = this.parts;
    first.made();
    const cursor = cursorText(document, position);
    const isCalledFor = triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    const request = {
      cursor,
      isCalledFor,
      hasSuggestionList: selectedCompletionInfo !== undefined,
      off: this.parts.switch.offFor(document),
      hasTyped: tracker.hasTypedAt(document, cursor.before.length),
      closed: gate.closedFor(tracker.characters),
      delay: isCalledFor ? 0 : this.delay(cursor.before),
    };
    const outcome = await ghostText(source, request, abortSignalOf(token));
    outcomes.note(outcome, isCalledFor);
    return outcome.type === 'shown' ? [item(outcome.text, position)] : [];
  }

  private delay(before: string): number {
    if (maybeComposing(before)) return IME_COMPOSITION_MS;
    const delay = settings.completionDebounce();
    return delay === 'auto' ? this.parts.tracker.pace.delay : delay;
  }
}

function item(text: string, position: vscode.Position): vscode.InlineCompletionItem {
  const command = { command: ACCEPTED_COMMAND, title: '' };
  return new vscode.InlineCompletionItem(text, new vscode.Range(position, position), command);
}
