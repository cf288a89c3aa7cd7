import { type Run, textOf } from '../../document.ts';

/** Width of a text in characters, the standard's unit: letters and digits are half of one, Chinese marks such as × whole ones. */
export function charactersOf(text: string | readonly Run[]): number {
  const characters = [...(typeof text === 'string' ? text : textOf(text))];
  return characters.reduce((width, each) => width + (each <= '\x7e' ? 0.5 : 1), 0);
}
