import type { FromPage, ToPage } from '../pageMessages.ts';
import type { PageStrings } from '../pageStrings.ts';
import './chat.css';
import { ConversationView } from './conversationView.ts';
import { InputArea } from './inputArea.ts';

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

let parts: { readonly conversation: ConversationView; readonly inputArea: InputArea } | undefined;

/** Builds the page, whose words come from the extension. */
function build(strings: PageStrings): void {
  const page = { strings, post };
  const inputArea = new InputArea(page, (draft) => vscode.setState({ draft }));
  const conversation = new ConversationView(page, (question) => {
    inputArea.setDraft(question);
    inputArea.focus();
  });
  document.body.replaceChildren(conversation.element, conversation.announcer.element, inputArea.element);
  const draft = vscode.getState()?.draft;
  if (draft) inputArea.setDraft(draft);
  parts = { conversation, inputArea };
}

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  if (data.type === 'strings') return build(data.strings);
  if (!parts) return;
  const { conversation, inputArea } = parts;
  if (data.type === 'state') {
    conversation.show(data.state);
    inputArea.show(data.state);
  } else if (data.type === 'text') conversation.append(data.delta);
  else if (data.type === 'thinking') conversation.appendThinking(data.delta);
  else if (data.type === 'meter') inputArea.showMeter(data.meter);
  else inputArea.focus();
});

// The view gets the keyboard as a whole: it goes on to the question, unless it is somewhere on the page already.
window.addEventListener('focus', () => {
  if (document.activeElement === document.body) parts?.inputArea.focus();
});

post({ type: 'ready' });
