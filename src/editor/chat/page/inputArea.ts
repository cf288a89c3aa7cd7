import type { Meter, PageState } from '../pageMessages.ts';
import { chips } from './chips.ts';
import { button, element } from './dom.ts';
import { MeterView } from './meterView.ts';
import { filled, type Page } from './page.ts';
import { fitHeight, questionBox } from './questionBox.ts';

/** Where the next question is typed: its material, the box, what the engine does, and the button that sends or stops. */
export class InputArea {
  readonly element: HTMLElement;
  private readonly box: HTMLTextAreaElement;
  private readonly status = element('div', { class: 'status', role: 'status' });
  private readonly materials = element('div');
  private readonly action: HTMLButtonElement;
  private readonly meter: MeterView;
  private isBusy = false;

  /** @param remember keeps what is being typed for the time when the page comes back */
  constructor(
    private readonly page: Page,
    private readonly remember: (draft: string) => void,
  ) {
    const { strings, post } = page;
    this.box = questionBox(strings.question, {
      send: () => this.send(),
      escape: () => this.isBusy && post({ type: 'stop' }),
      changed: (text) => this.changed(text),
    });
    this.box.placeholder = strings.placeholder;
    this.box.title = strings.keys;
    this.meter = new MeterView(page);
    this.action = button(strings.send, () => this.sendOrStop(), undefined, 'primary');
    const attach = button(strings.attach, () => post({ type: 'attach' }), strings.attachHint, 'secondary');
    const buttons = element('div', { class: 'buttons' }, attach, this.meter.element, this.action);
    this.element = element(
      'footer',
      { class: 'input-area' },
      this.status,
      this.meter.notice,
      this.materials,
      this.box,
      buttons,
    );
  }

  /** The button, the status and the chips of material; the text in the box stays. */
  show({ activity, materials }: PageState): void {
    const { strings, post } = this.page;
    this.isBusy = activity.state !== 'idle';
    this.action.textContent = this.isBusy ? strings.stop : strings.send;
    this.status.textContent = this.statusOf(activity);
    const list = chips(materials, strings.material, {
      label: (name) => filled(strings.remove, name),
      act: (material) => {
        post({ type: 'detach', material });
        this.box.focus();
      },
    });
    this.materials.replaceChildren(...(list ? [list] : []));
  }

  /** How full the context is; hidden without a meter. */
  showMeter(meter: Meter | undefined): void {
    this.meter.show(meter);
  }

  /** Puts a text into the box, as if it were typed. */
  setDraft(text: string): void {
    this.box.value = text;
    fitHeight(this.box);
    this.changed(text);
  }

  /** The keyboard goes to the box. */
  focus(): void {
    this.box.focus();
  }

  private changed(text: string): void {
    this.remember(text);
    this.page.post({ type: 'draft', text });
  }

  private sendOrStop(): void {
    if (this.isBusy) this.page.post({ type: 'stop' });
    else this.send();
    this.box.focus();
  }

  private send(): void {
    const text = this.box.value;
    if (this.isBusy || text.trim() === '') return;
    this.box.value = '';
    fitHeight(this.box);
    this.remember('');
    this.page.post({ type: 'ask', text });
  }

  private statusOf(activity: PageState['activity']): string {
    const { strings } = this.page;
    if (activity.state === 'idle') return '';
    if (activity.state !== 'reading') return strings[activity.state];
    return filled(strings.reading, Math.round((100 * activity.done) / Math.max(1, activity.total)));
  }
}
