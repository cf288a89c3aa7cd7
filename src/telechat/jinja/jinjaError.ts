/** A template that is wrong, asks for what is not supported, or refuses what it is given. */
export class JinjaError extends Error {
  override readonly name: string = 'JinjaError';
}

/** A template that takes more steps, room or time than any honest one. */
export class JinjaLimitError extends JinjaError {
  override readonly name = 'JinjaLimitError';
}
