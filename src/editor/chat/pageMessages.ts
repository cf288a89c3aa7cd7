import * as v from 'valibot';
import type { AnswerEnd } from '../../writing/chat/chat.ts';
import type { ChatActivity } from '../../writing/chat/chatSession.ts';
import type { PageStrings } from './pageStrings.ts';

/** Messages between the extension and the page of the side panel. The page holds no state that is not sent to it again. */

/** A turn as the page shows it: of its material the names alone. */
export interface ShownTurn {
  readonly question: string;
  readonly materials: readonly string[];
  readonly thinking?: string;
  readonly answer: string;
  readonly end: AnswerEnd;
  readonly error?: string;
}

/** Everything that the page shows, but the question that is being typed. */
export interface PageState {
  readonly chat: string;
  readonly title: string;
  readonly turns: readonly ShownTurn[];
  /** Turns at the beginning that the model no longer sees. */
  readonly forgotten: number;
  readonly activity: ChatActivity;
  /** What an edit took out can come back. */
  readonly canRestore: boolean;
  /** Questions to begin with. */
  readonly suggestions: readonly string[];
  /** What the model cannot do, where it can do little. */
  readonly limits: string;
  /** Names of the material for the next question. */
  readonly materials: readonly string[];
}

/** How much of the model's context the chat takes with the question that is being typed, in tokens. */
export interface Meter {
  readonly tokens: number;
  readonly contextLength: number;
  /** The next question makes the oldest turns go. */
  readonly isFull: boolean;
}

/** What the editor sends to the page. `strings` and a `state` answer its `ready`; a `state` follows each change. */
export type ToPage =
  | { readonly type: 'strings'; readonly strings: PageStrings }
  | { readonly type: 'state'; readonly state: PageState }
  /** The last answer has grown. */
  | { readonly type: 'text'; readonly delta: string }
  /** The thinking before the last answer has grown. */
  | { readonly type: 'thinking'; readonly delta: string }
  | { readonly type: 'meter'; readonly meter: Meter | undefined }
  /** The keyboard goes to the question. */
  | { readonly type: 'focus' };

const INDEX = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What the page sends, checked before anything is done with it. `turn` and `material` count from 0. */
export const FROM_PAGE = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('ask'), text: v.string() }),
  /** `materials`: places of those that stay with the question. */
  v.object({ type: v.literal('edit'), turn: INDEX, text: v.string(), materials: v.array(INDEX) }),
  v.object({ type: v.literal('regenerate'), turn: INDEX }),
  v.object({ type: v.literal('stop') }),
  v.object({ type: v.literal('restore') }),
  v.object({
    type: v.literal('use'),
    turn: INDEX,
    as: v.picklist(['copy', 'insert', 'replace', 'newDocument']),
  }),
  v.object({ type: v.literal('attach') }),
  v.object({ type: v.literal('detach'), material: INDEX }),
  /** What is being typed, for the meter. */
  v.object({ type: v.literal('draft'), text: v.string() }),
]);

/** A message of the page that passed the check. */
export type FromPage = v.InferOutput<typeof FROM_PAGE>;
