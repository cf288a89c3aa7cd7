import { type ChatMessage, modelName, streamAnswer, TokenError } from './client.ts';
import { element } from './dom.ts';
import { strings } from './strings.ts';
import { token } from './token.ts';

/** The page: a conversation, and beneath it a box to ask in. */
export class ChatPage {
  private messages: readonly ChatMessage[] = [];
  private running: AbortController | undefined;
  private readonly model = element('span', { className: 'model' });
  private readonly notice = element('p', { className: 'notice', role: 'status' });
  private readonly turns = element('div', {
    className: 'turns',
    role: 'log',
    ariaLabel: strings.conversation,
  });
  private readonly input = element('textarea', {
    rows: 3,
    placeholder: strings.placeholder,
    ariaLabel: strings.question,
  });
  private readonly button = element('button', { type: 'submit', textContent: strings.send });
  private readonly form = element('form', {}, this.input, this.button);
  private readonly tokenInput = element('input', {
    type: 'password',
    autocomplete: 'off',
    ariaLabel: strings.token,
    placeholder: strings.token,
  });
  private readonly tokenForm = element(
    'form',
    { className: 'token', hidden: true },
    this.tokenInput,
    element('button', { type: 'submit', textContent: strings.useToken }),
  );

  /** @param page the element that it fills */
  constructor(page: HTMLElement) {
    const fresh = element('button', { type: 'button', textContent: strings.newChat });
    fresh.addEventListener('click', () => this.clear());
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.running) this.running.abort();
      else void this.ask();
    });
    this.input.addEventListener('keydown', (event) => this.keyPressed(event));
    this.tokenForm.addEventListener('submit', (event) => {
      event.preventDefault();
      token.set(this.tokenInput.value.trim());
      void this.connect();
    });
    const header = element('header', {}, element('h1', { textContent: 'TeleChat' }), this.model, fresh);
    page.append(header, element('main', {}, this.turns, this.notice, this.tokenForm), this.form);
    this.clear();
  }

  /** Shows which model answers, or asks for the token. */
  async connect(): Promise<void> {
    try {
      this.model.textContent = await modelName();
      this.tokenForm.hidden = true;
      this.notice.textContent = strings.empty;
      this.input.focus();
    } catch (error) {
      this.failed(error);
    }
  }

  private clear(): void {
    this.running?.abort();
    this.messages = [];
    this.turns.replaceChildren();
    this.notice.textContent = strings.empty;
    this.input.focus();
  }

  private keyPressed(event: KeyboardEvent): void {
    // While an input method composes, Enter takes its suggestion.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!this.running) this.form.requestSubmit();
  }

  private async ask(): Promise<void> {
    const question = this.input.value.trim();
    if (!question) return;
    const asked: ChatMessage[] = [...this.messages, { role: 'user', content: question }];
    const answer = this.showTurn(question);
    this.input.value = '';
    this.notice.textContent = '';
    this.button.textContent = strings.stop;
    const running = new AbortController();
    this.running = running;
    const show = (text: string) => {
      answer.append(text);
      this.turns.lastElementChild?.scrollIntoView({ block: 'end' });
    };
    let notice = '';
    try {
      const finish = await streamAnswer(asked, show, running.signal);
      if (finish === 'length') notice = strings.cut;
    } catch (error) {
      if (running.signal.aborted) notice = strings.stopped;
      else this.failed(error);
    }
    const text = answer.textContent;
    // A new conversation may have begun meanwhile.
    if (this.running !== running || !answer.isConnected) return this.idle(running);
    if (text) this.messages = [...asked, { role: 'assistant', content: text }];
    else this.takeBack(question);
    if (notice) this.notice.textContent = notice;
    this.idle(running);
  }

  private idle(ended: AbortController): void {
    if (this.running !== ended) return;
    this.running = undefined;
    this.button.textContent = strings.send;
  }

  private showTurn(question: string): HTMLElement {
    const answer = element('p', { className: 'answer' });
    const asked = element('p', { className: 'question' }, question);
    this.turns.append(element('section', { ariaLabel: strings.you }, asked, answer));
    return answer;
  }

  /** A question that got no answer goes back to where it was typed. */
  private takeBack(question: string): void {
    this.turns.lastElementChild?.remove();
    this.input.value ||= question;
  }

  private failed(error: unknown): void {
    this.notice.textContent = error instanceof Error ? error.message : String(error);
    if (!(error instanceof TokenError)) return;
    this.tokenForm.hidden = false;
    this.tokenInput.focus();
  }
}
