import { element } from './dom.ts';

const WHOLE_SENTENCES = /^[\s\S]*(?:[。！？!?；\n]|\.\s)/;
/** Marks of Markdown that are no words. */
const MARKS = /[#*`>|_]+/g;

/** Reads an answer to a screen reader while it streams: sentence by sentence, each once, when nothing else is being said. */
export class Announcer {
  readonly element = element('div', {
    class: 'announcer',
    'aria-live': 'polite',
    'aria-relevant': 'additions',
  });
  private pending = '';

  /** Says the sentences that are now whole, and keeps the rest. */
  push(delta: string): void {
    this.pending += delta;
    const sentences = WHOLE_SENTENCES.exec(this.pending)?.[0];
    if (sentences === undefined) return;
    this.pending = this.pending.slice(sentences.length);
    this.say(sentences);
  }

  /** The answer has ended: what is left is said, and then how it ended. */
  end(outcome: string): void {
    this.say(this.pending);
    this.say(outcome);
    this.pending = '';
  }

  /** Another chat is shown: neither what was said nor what is pending belongs to it. */
  clear(): void {
    this.pending = '';
    this.element.replaceChildren();
  }

  private say(text: string): void {
    const words = text.replace(MARKS, ' ').trim();
    if (words) this.element.append(element('p', {}, words));
  }
}
