import { element } from './dom.ts';
import { isSendingEnter } from './enterKey.ts';

/** A box to type a question in: it grows with the text, Enter sends and Shift+Enter breaks the line. */
export function questionBox(
  label: string,
  actions: { send(): void; escape(): void; changed?(text: string): void },
): HTMLTextAreaElement {
  const box = element('textarea', { rows: '1', 'aria-label': label });
  box.addEventListener('keydown', (event) => {
    if (isSendingEnter(event)) {
      event.preventDefault();
      actions.send();
    } else if (event.key === 'Escape' && !event.isComposing) {
      actions.escape();
    }
  });
  box.addEventListener('input', () => {
    fitHeight(box);
    actions.changed?.(box.value);
  });
  return box;
}

/** Makes a box as high as its text; its style sheet says how high at most. */
export function fitHeight(box: HTMLTextAreaElement): void {
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
}
