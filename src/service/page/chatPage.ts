import { type ChatMessage, modelName, streamAnswer, TokenError } from './client.ts';
import { element } from './dom.ts';
import { GrowingText } from './growingText.ts';
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

  private readonly main = element('main', {}, this.turns, this.notice, this.tokenForm);

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
    page.append(header, this.main, this.form);
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
      this.notice.textContent = this.failure(error);
    }
  }

  private clear(): void {
    this.running?.abort();
    this.running = undefined;
    this.button.textContent = strings.send;
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
    const turn = this.showQuestion(question);
    const running = new AbortController();
    this.running = running;
    const answer = new GrowingText(turn.appendChild(element('p', { className: 'answer' })), this.main);
    const notice = await this.streamInto(answer, asked, running.signal);
    const text = answer.show();
    // A new conversation may have begun meanwhile.
    if (this.running !== running) return;
    if (text) this.messages = [...asked, { role: 'assistant', content: text }];
    else this.takeBack(turn, question);
    this.notice.textContent = notice || (text ? '' : strings.nothing);
    this.running = undefined;
    this.button.textContent = strings.send;
  }

  /** @returns what is to be said of how it ended */
  private async streamInto(
    answer: GrowingText,
    asked: readonly ChatMessage[],
    signal: AbortSignal,
  ): Promise<string> {
    try {
      const finish = await streamAnswer(asked, (text) => answer.append(text), signal);
      return finish === 'length' ? strings.cut : '';
    } catch (error) {
      return signal.aborted ? strings.stopped : this.failure(error);
    }
  }

  private showQuestion(question: string): HTMLElement {
    const turn = element('section', {}, element('p', { className: 'question', textContent: question }));
    this.turns.append(turn);
    turn.scrollIntoView();
    this.input.value = '';
    this.notice.textContent = '';
    this.button.textContent = strings.stop;
    return turn;
  }

  /** A question that got no answer goes back to where it was typed. */
  private takeBack(turn: HTMLElement, question: string): void {
    turn.remove();
    this.input.value ||= question;
  }

  /** Asks for the token where it is missing. @returns what to say of a failure */
  private failure(error: unknown): string {
    if (error instanceof TokenError) {
      this.tokenForm.hidden = false;
      this.tokenInput.focus();
    }
    return error instanceof Error ? error.message : String(error);
  }
}
