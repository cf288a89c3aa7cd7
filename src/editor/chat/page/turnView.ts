import type { ShownTurn } from '../pageMessages.ts';
import { chips } from './chips.ts';
import { button, element } from './dom.ts';
import { markdownToHtml } from './markdown.ts';
import type { Page } from './page.ts';
import { QuestionEditor } from './questionEditor.ts';
import { safeFragment } from './sanitize.ts';
import { ThinkingView } from './thinkingView.ts';

/** A question and its answer on the page. */
export class TurnView {
  readonly element = element('li', { class: 'turn' });
  private readonly question = element('section', { class: 'question' });
  private readonly thinking: ThinkingView;
  private readonly answer = element('div', { class: 'answer-text' });
  private readonly foot = element('div', { class: 'foot' });
  private turn: ShownTurn | undefined;
  private text = '';
  private frame = 0;

  constructor(
    private readonly page: Page,
    private readonly index: number,
  ) {
    this.question.setAttribute('aria-label', page.strings.you);
    this.thinking = new ThinkingView(page.strings.thoughts);
    const parts = [this.thinking.element, this.answer, this.foot];
    this.element.append(
      this.question,
      element('section', { class: 'answer', 'aria-label': 'TeleChat' }, ...parts),
    );
  }

  /** Shows the turn as it is now; where nothing changed, nothing is touched, and an edit under way stays. */
  show(turn: ShownTurn): void {
    const before = this.turn;
    this.turn = turn;
    if (turn.question !== before?.question || turn.materials.join('\n') !== before.materials.join('\n')) {
      this.showQuestion(turn);
    }
    this.thinking.show(turn.thinking ?? '');
    if (turn.answer !== this.text || !before) this.showAnswer(turn.answer);
    if (turn.end !== before?.end || turn.error !== before.error) this.showFoot(turn);
  }

  /** The answer has grown; drawn at most once a frame. */
  append(delta: string): void {
    this.text += delta;
    this.frame ||= requestAnimationFrame(() => this.drawAnswer());
  }

  appendThinking(delta: string): void {
    this.thinking.append(delta);
  }

  private showAnswer(text: string): void {
    this.text = text;
    this.drawAnswer();
  }

  private drawAnswer(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.answer.replaceChildren(safeFragment(markdownToHtml(this.text)));
  }

  private showQuestion(turn: ShownTurn): void {
    const { strings } = this.page;
    const edit = button(strings.edit, () => this.edit(turn), strings.editHint, 'link edit');
    const parts = [
      chips(turn.materials, strings.material),
      element('p', { class: 'question-text' }, turn.question),
      element('div', { class: 'question-actions' }, edit),
    ];
    this.question.replaceChildren(...parts.filter((part) => part !== undefined));
  }

  private edit(turn: ShownTurn): void {
    const close = () => {
      this.showQuestion(turn);
      this.question.querySelector<HTMLElement>('.edit')?.focus();
    };
    const editor = new QuestionEditor(this.page, this.index, turn, close);
    this.question.replaceChildren(editor.element);
    editor.focus();
  }

  private showFoot(turn: ShownTurn): void {
    const { strings, post } = this.page;
    this.foot.replaceChildren();
    if (turn.end === 'writing') return;
    const again = () => post({ type: 'regenerate', turn: this.index });
    const note = this.noteOf(turn);
    const actions =
      turn.end === 'failed'
        ? [button(strings.retry, again, strings.regenerateHint)]
        : [button(strings.regenerate, again, strings.regenerateHint)];
    const uses = turn.answer.trim() === '' ? [] : this.uses();
    this.foot.append(...(note ? [note] : []), element('div', { class: 'actions' }, ...uses, ...actions));
  }

  private noteOf({ end, error, answer }: ShownTurn): HTMLElement | undefined {
    const { strings } = this.page;
    if (end === 'failed') return element('p', { class: 'error' }, error ?? '');
    if (end === 'stopped') return element('p', { class: 'note' }, strings.stopped);
    if (end === 'looping') return element('p', { class: 'note' }, strings.looping);
    if (end === 'length') return element('p', { class: 'note' }, strings.cutOff);
    return answer.trim() === '' ? element('p', { class: 'note' }, strings.noAnswer) : undefined;
  }

  private uses(): HTMLButtonElement[] {
    const { strings, post } = this.page;
    const use = (label: string, as: 'copy' | 'insert' | 'replace' | 'newDocument', hint?: string) =>
      button(label, () => post({ type: 'use', turn: this.index, as }), hint);
    return [
      use(strings.copy, 'copy'),
      use(strings.insert, 'insert', strings.insertHint),
      use(strings.replace, 'replace', strings.replaceHint),
      use(strings.newDocument, 'newDocument', strings.newDocumentHint),
    ];
  }
}
