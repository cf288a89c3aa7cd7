/** A text that grows on the screen: once a frame, however fast the pieces come. */
export class GrowingText {
  private readonly node = document.createTextNode('');
  private pending = '';

  /**
   * @param element shows it
   * @param scroller is kept at its end, unless a person scrolled away from it
   */
  constructor(
    element: HTMLElement,
    private readonly scroller: HTMLElement,
  ) {
    element.append(this.node);
  }

  /** Adds a piece, to be seen with the next frame. */
  append(text: string): void {
    if (text === '') return;
    if (this.pending === '') requestAnimationFrame(() => this.show());
    this.pending += text;
  }

  /** Shows what is pending. @returns the whole text */
  show(): string {
    const { scroller } = this;
    const isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 40;
    this.node.appendData(this.pending);
    this.pending = '';
    if (isAtEnd) scroller.scrollTop = scroller.scrollHeight;
    return this.node.data;
  }
}
