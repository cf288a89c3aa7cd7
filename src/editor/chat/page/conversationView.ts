import type { PageState } from '../pageMessages.ts';
import { Announcer } from './announcer.ts';
import { button, element } from './dom.ts';
import type { Page } from './page.ts';
import { TurnView } from './turnView.ts';

/** Pixels from the end within which a reader counts as being there, and new text is followed. */
const NEAR_END = 40;

/** The turns of the chat, from which what is new is shown and read. */
export class ConversationView {
  readonly element: HTMLElement;
  readonly announcer = new Announcer();
  private readonly list = element('ol', { class: 'turns' });
  private readonly forgotten: HTMLElement;
  private readonly restore: HTMLElement;
  private readonly welcome: HTMLElement;
  private turns: TurnView[] = [];
  private chat = '';
  private wasBusy = false;
  private limits = '';

  /** @param suggest takes a suggested question */
  constructor(
    private readonly page: Page,
    private readonly suggest: (question: string) => void,
  ) {
    const { strings, post } = page;
    this.forgotten = element('li', { class: 'forgotten-line', role: 'note' }, strings.forgotten);
    const bringBack = button(strings.restore, () => post({ type: 'restore' }));
    this.restore = element('p', { class: 'restore', role: 'status' }, `${strings.replaced} `, bringBack);
    this.welcome = element('div', { class: 'welcome' });
    // With a tab stop of its own, since a keyboard must be able to scroll it.
    this.element = element(
      'main',
      { class: 'conversation', tabindex: '0', 'aria-label': strings.conversation },
      this.welcome,
      this.list,
      this.restore,
    );
  }

  /** Brings the turns up to date. It scrolls to the end where the reader was there, or has just asked. */
  show(state: PageState): void {
    const follows = this.isAtEnd() || state.chat !== this.chat || state.turns.length > this.turns.length;
    if (state.chat !== this.chat) this.clear(state.chat);
    while (this.turns.length > state.turns.length) this.turns.pop()?.element.remove();
    state.turns.forEach((turn, index) => {
      this.turnAt(index).show(turn);
    });
    this.showForgotten(state.forgotten);
    this.element.classList.toggle('busy', state.activity.state !== 'idle');
    this.showWelcome(state);
    this.restore.hidden = !state.canRestore;
    this.announce(state);
    if (follows) this.scrollToEnd();
  }

  /** Makes the last answer grow, and says what it says. */
  append(delta: string): void {
    const follows = this.isAtEnd();
    this.turns.at(-1)?.append(delta);
    this.announcer.push(delta);
    if (follows) requestAnimationFrame(() => this.scrollToEnd());
  }

  /** The thinking is not read out: it is folded, and long. */
  appendThinking(delta: string): void {
    const follows = this.isAtEnd();
    this.turns.at(-1)?.appendThinking(delta);
    if (follows) requestAnimationFrame(() => this.scrollToEnd());
  }

  private clear(chat: string): void {
    this.chat = chat;
    this.turns = [];
    this.list.replaceChildren();
    this.announcer.clear();
    this.wasBusy = false;
  }

  private turnAt(index: number): TurnView {
    const existing = this.turns[index];
    if (existing) return existing;
    const made = new TurnView(this.page, index);
    this.turns.push(made);
    this.list.append(made.element);
    return made;
  }

  private showWelcome({ turns, suggestions, limits }: PageState): void {
    this.welcome.hidden = turns.length > 0;
    if (this.welcome.textContent !== '' && this.limits === limits) return;
    this.limits = limits;
    this.welcome.replaceChildren(
      element('p', {}, this.page.strings.welcome),
      ...(limits ? [element('p', {}, limits)] : []),
      ...suggestions.map((text) => button(text, () => this.suggest(text), undefined, 'suggestion')),
    );
  }

  private showForgotten(count: number): void {
    this.turns.forEach(({ element: turn }, index) => {
      turn.classList.toggle('forgotten', index < count);
    });
    this.forgotten.remove();
    if (count > 0) this.turns[count]?.element.before(this.forgotten);
  }

  private announce({ activity, turns }: PageState): void {
    const isBusy = activity.state !== 'idle';
    if (isBusy && !this.wasBusy) this.announcer.clear();
    if (!isBusy && this.wasBusy) this.announcer.end(this.outcomeOf(turns.at(-1)));
    this.wasBusy = isBusy;
  }

  private outcomeOf(turn: PageState['turns'][number] | undefined): string {
    const { strings } = this.page;
    if (turn?.end === 'failed') return turn.error ?? '';
    if (turn?.end === 'stopped') return strings.stopped;
    if (turn?.end === 'looping') return strings.looping;
    return turn?.end === 'length' ? strings.cutOff : '';
  }

  private isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  private scrollToEnd(): void {
    this.element.scrollTop = this.element.scrollHeight;
  }
}
