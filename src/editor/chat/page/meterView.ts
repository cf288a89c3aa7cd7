import type { Meter } from '../pageMessages.ts';
import { element } from './dom.ts';
import { filled, type Page } from './page.ts';

/** How much of the model's context is taken; not shown while nobody knows. */
export class MeterView {
  readonly element: HTMLElement;
  /** Says what happens when the context is full. */
  readonly notice: HTMLElement;
  private readonly bar = element('div', { class: 'meter-bar' });
  private readonly label = element('span', { class: 'meter-label' });

  constructor(private readonly page: Page) {
    const { strings } = page;
    this.element = element(
      'div',
      {
        class: 'meter',
        role: 'meter',
        'aria-valuemin': '0',
        'aria-label': strings.meterHint,
        title: strings.meterHint,
      },
      element('div', { class: 'meter-track' }, this.bar),
      this.label,
    );
    this.notice = element('p', { class: 'note', role: 'status' }, strings.full);
    this.show(undefined);
  }

  /** Hidden without a meter; the notice appears when the next question makes old turns go. */
  show(meter: Meter | undefined): void {
    this.element.hidden = !meter;
    this.notice.hidden = !meter?.isFull;
    if (!meter) return;
    const { tokens, contextLength, isFull } = meter;
    const numbers = new Intl.NumberFormat(document.documentElement.lang);
    const text = filled(this.page.strings.meter, numbers.format(tokens), numbers.format(contextLength));
    this.element.setAttribute('aria-valuenow', String(Math.min(tokens, contextLength)));
    this.element.setAttribute('aria-valuemax', String(contextLength));
    this.element.setAttribute('aria-valuetext', text);
    this.element.classList.toggle('full', isFull);
    this.label.textContent = text;
    this.bar.style.width = `${Math.min(100, (100 * tokens) / contextLength)}%`;
  }
}
