import { THINKING_TAGS } from '../shared/model/thinkingTags.ts';

/** A piece of an answer, its thinking apart from what it says. */
export interface SplitText {
  readonly thinking: string;
  readonly text: string;
}

const { open, close } = THINKING_TAGS;
/** UTF-16 units of the text that are looked back at: more than a tag and the beginning of its line. */
const RECENT = 64;

/** Splits the stream of an answer into the thinking at its beginning and what it says; tags are in neither. */
export class ThinkingSplitter {
  private state: 'start' | 'thinking' | 'gap' | 'answer' = 'start';
  private held = '';
  private hasThought = false;
  private recentText = '';
  /** An opening tag within the text: the text is about tags, and may hold a closing one. */
  private isAboutTags = false;
  private unannounced = false;

  /** @param startsInside the prompt has opened the thinking already, so that the answer begins within it */
  constructor(private readonly startsInside = false) {}

  /** True once a closing tag on a line of its own has come without an opening one: the text before it was thinking. */
  get wasUnannounced(): boolean {
    return this.unannounced;
  }

  /** @returns what is certain of either; what may be the beginning of a tag is held back */
  push(delta: string): SplitText {
    this.held += delta;
    if (this.state === 'start') this.begin();
    const thinking = this.state === 'thinking' ? this.takeThinking() : '';
    if (this.state === 'gap') this.skipGap();
    return { thinking, text: this.state === 'answer' ? this.takeText() : '' };
  }

  /** What was held back, when the answer has ended. */
  flush(): SplitText {
    const rest = this.take(this.held.length);
    const isThinking = this.state === 'thinking' || (this.state === 'start' && this.startsInside);
    return isThinking ? { thinking: rest, text: '' } : { thinking: '', text: rest };
  }

  private begin(): void {
    const begun = this.held.trimStart();
    if (begun !== open && open.startsWith(begun)) return;
    if (begun.startsWith(open)) {
      this.held = begun.slice(open.length);
      this.state = 'thinking';
    } else this.state = this.startsInside ? 'thinking' : 'answer';
  }

  /** White space before the first thought is none: an empty thinking is how a model says that it needs none. */
  private takeThinking(): string {
    if (!this.hasThought) this.held = this.held.trimStart();
    const end = this.held.indexOf(close);
    const thinking = this.take(end < 0 ? this.held.length - partialLength(this.held) : end);
    this.hasThought ||= thinking !== '';
    if (end < 0) return thinking;
    this.held = this.held.slice(close.length);
    this.state = 'gap';
    return thinking;
  }

  /** The white space between the thinking and the answer belongs to neither. */
  private skipGap(): void {
    this.held = this.held.trimStart();
    if (this.held !== '') this.state = 'answer';
  }

  private takeText(): string {
    const end = this.held.indexOf(close);
    if (end < 0) return this.say(this.held.length - partialLength(this.held));
    const before = this.say(end);
    if (this.isAboutTags || !/(^|\n)[ \t]*$/.test(this.recentText)) {
      return before + this.say(close.length) + this.takeText();
    }
    this.unannounced = true;
    return before;
  }

  private say(length: number): string {
    const text = this.take(length);
    const recent = this.recentText + text;
    this.isAboutTags ||= recent.includes(open);
    this.recentText = recent.slice(-RECENT);
    return text;
  }

  private take(length: number): string {
    const text = this.held.slice(0, length);
    this.held = this.held.slice(length);
    return text;
  }
}

/** Length of the longest end of a text that is the beginning of a closing tag. */
function partialLength(text: string): number {
  for (let length = Math.min(close.length - 1, text.length); length > 0; length--) {
    if (close.startsWith(text.slice(-length))) return length;
  }
  return 0;
}
