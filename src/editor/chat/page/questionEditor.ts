import type { ShownTurn } from '../pageMessages.ts';
import { chips } from './chips.ts';
import { button, element } from './dom.ts';
import { filled, type Page } from './page.ts';
import { fitHeight, questionBox } from './questionBox.ts';

/** In the place of a question that was asked: a box in which it is changed. */
export class QuestionEditor {
  readonly element = element('div', { class: 'question-editor' });
  private readonly box: HTMLTextAreaElement;
  private kept: number[];

  /** @param close puts the question back as it was */
  constructor(
    private readonly page: Page,
    private readonly index: number,
    private readonly turn: ShownTurn,
    private readonly close: () => void,
  ) {
    this.kept = turn.materials.map((_, place) => place);
    this.box = questionBox(page.strings.question, { send: () => this.send(), escape: close });
    this.box.value = turn.question;
    this.render();
  }

  /** The keyboard goes to the text that is edited. */
  focus(): void {
    fitHeight(this.box);
    this.box.focus();
    this.box.setSelectionRange(this.box.value.length, this.box.value.length);
  }

  private render(): void {
    const { strings } = this.page;
    const names = this.kept.map((place) => this.turn.materials[place] ?? '');
    const list = chips(names, strings.material, {
      label: (name) => filled(strings.remove, name),
      act: (index) => {
        this.kept = this.kept.filter((_, place) => place !== index);
        this.render();
        this.box.focus();
      },
    });
    const buttons = element(
      'div',
      { class: 'buttons' },
      button(strings.send, () => this.send(), strings.editHint, 'primary'),
      button(strings.cancel, this.close, undefined, 'secondary'),
    );
    this.element.replaceChildren(...(list ? [list] : []), this.box, buttons);
  }

  private send(): void {
    const text = this.box.value;
    if (text.trim() === '') return;
    this.close();
    this.page.post({ type: 'edit', turn: this.index, text, materials: this.kept });
  }
}
