import { element } from './dom.ts';

/** What the model thought before it answered: folded, and as plain text. */
export class ThinkingView {
  readonly element: HTMLDetailsElement;
  private readonly body = element('div', { class: 'thinking-text' });
  private text = '';

  constructor(title: string) {
    this.element = element('details', { class: 'thinking' }, element('summary', {}, title), this.body);
    this.element.hidden = true;
  }

  show(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.body.textContent = text;
    this.element.hidden = text === '';
  }

  append(delta: string): void {
    this.text += delta;
    this.body.append(delta);
    this.element.hidden = false;
  }
}
