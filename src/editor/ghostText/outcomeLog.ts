import type { LogOutputChannel } from 'vscode';
import { messageOf } from '../../shared/errors.ts';
import type { GhostTextOutcome, NoGhostText } from '../../writing/completion/ghostText.ts';

/** What the log says of each reason. */
export const REASONS: Readonly<Record<NoGhostText, string>> = {
  suggestionList: "the editor's own list of suggestions is open",
  off: 'it is off for this language (telechat.completion.enabled)',
  paused: 'it is paused (see the status bar)',
  snoozed: 'it is snoozed (see the status bar)',
  noPlace:
    'none belongs here: in a code block, a formula, a comment or front matter that is open, in a link, a tag, a table or marks, or in the middle of a line',
  notTyped: 'the latest change was not typed at the cursor',
  fewTyped: 'too little was typed to load the model for it',
  engineFailed: 'the engine has failed (TeleChat: Restart the Engine)',
  noWords: 'there are no words before the cursor',
  repeats: 'the model only repeats what stands nearby',
  nothing: 'the model gave no whole sentence',
  composing: 'an input method may be at work (Latin letters right after Chinese)',
  cancelled: 'something else was typed first',
};

/** Ends of requests that typing on brings about all the time. */
const FREQUENT: readonly string[] = ['composing', 'cancelled'];

/**
 * Tells the log why no ghost text appeared: a reason when it is new or was asked for, what repeats or is frequent at the
 * debug level.
 */
export class OutcomeLog {
  private latest: GhostTextOutcome['type'] = 'shown';

  constructor(private readonly log: Pick<LogOutputChannel, 'debug' | 'info' | 'error'>) {}

  /** Notes what came of a request. @param isCalledFor the person asked for it: they hear the reason again */
  note(outcome: GhostTextOutcome, isCalledFor = false): void {
    const { type } = outcome;
    const isTold = isCalledFor || (type !== this.latest && !FREQUENT.includes(type));
    if (!FREQUENT.includes(type)) this.latest = type;
    if (type === 'shown') this.log.debug(`ghost text of ${outcome.text.length} characters`);
    else if (type === 'failed') this.log.error(`completion: ${messageOf(outcome.error)}`);
    else this.log[isTold ? 'info' : 'debug'](`no ghost text: ${REASONS[type]}`);
  }
}
