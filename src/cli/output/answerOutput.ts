import type { SplitText } from '../../engine/thinkingSplitter.ts';
import { printText } from './standardOutput.ts';
import { terminalText } from './terminalText.ts';

/** Prints an answer as it comes: what it says to stdout, what the model thinks before it to stderr. */
export class AnswerOutput {
  private said = '';
  private thought = '';

  /** @param json nothing is printed; one object tells it all at the end */
  constructor(private readonly json = false) {}

  add({ thinking, text }: SplitText): void {
    const isFirstText = this.said === '' && text !== '';
    this.said += text;
    this.thought += thinking;
    if (this.json) return;
    if (thinking) process.stderr.write(terminalText(thinking));
    if (isFirstText && this.thought) process.stderr.write('\n\n');
    if (text) printText(text);
  }

  /** For the JSON object: all that was said, and thought where it was. */
  get whole(): { readonly text: string; readonly thinking?: string } {
    return { text: this.said, ...(this.thought ? { thinking: this.thought } : {}) };
  }
}
