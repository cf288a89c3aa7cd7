type Child = Node | string | undefined | false;

/** Makes an element with attributes and children; a child that is undefined or false is left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((child): child is Node | string => Boolean(child)));
  return made;
}

/** A button that shows a label; `hint` says more, to the mouse and to a screen reader. */
export function button(label: string, act: () => void, hint?: string, className = 'link'): HTMLButtonElement {
  const made = element(
    'button',
    { type: 'button', class: className, ...(hint ? { title: hint } : {}) },
    label,
  );
  made.addEventListener('click', act);
  return made;
}
