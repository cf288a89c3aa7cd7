import { element } from './dom.ts';

/** Names of material in a row; with `remove`, each has a button that takes it off. */
export function chips(
  names: readonly string[],
  label: string,
  remove?: { label(name: string): string; act(index: number): void },
): HTMLElement | undefined {
  if (names.length === 0) return undefined;
  const items = names.map((name, index) => {
    const item = element('li', { class: 'chip' }, element('span', { title: name }, name));
    if (remove) item.append(removeButton(remove.label(name), () => remove.act(index)));
    return item;
  });
  return element('ul', { class: 'chips', 'aria-label': label }, ...items);
}

function removeButton(label: string, act: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', class: 'remove', 'aria-label': label, title: label }, '×');
  made.addEventListener('click', act);
  return made;
}
