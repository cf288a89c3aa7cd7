import type { FromPage, ToPage } from '../pageMessages.ts';
import type { PageStrings } from '../pageStrings.ts';
import './chat.css';
import { ConversationView } from './conversationView.ts';
import { Composer } from './inputArea.ts';

interface SavedState {
  readonly draft: string;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): SavedState | undefined;
  setState(state: SavedState): void;
};

const vscode = acquireVsCodeApi();
const post = (message: FromPage) => vscode.postMessage(message);

let parts: { readonly conversation: ConversationView; readonly composer: Composer } | undefined;

/** Builds the page, whose words come from the extension. */
function build(strings: PageStrings): void {
  const page = { strings, post };
  const composer = new Composer(page, (draft) => vscode.setState({ draft }));
  const conversation = new ConversationView(page, (question) => {
    composer.setDraft(question);
    composer.focus();
  });
  document.body.replaceChildren(conversation.element, conversation.announcer.element, composer.element);
  const draft = vscode.getState()?.draft;
  if (draft) composer.setDraft(draft);
  parts = { conversation, composer };
}

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  if (data.type === 'strings') return build(data.strings);
  if (!parts) return;
  const { conversation, composer } = parts;
  if (data.type === 'state') {
    conversation.show(data.state);
    composer.show(data.state);
  } else if (data.type === 'text') conversation.append(data.delta);
  else if (data.type === 'meter') composer.showMeter(data.meter);
  else composer.focus();
});

// The view gets the keyboard as a whole: it goes on to the question, unless it is somewhere on the page already.
window.addEventListener('focus', () => {
  if (document.activeElement === document.body) parts?.composer.focus();
});

post({ type: 'ready' });
