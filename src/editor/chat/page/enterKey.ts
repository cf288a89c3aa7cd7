/** What of a keydown event decides. */
export interface EnterEvent {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/** What an input method reports for a key that it takes itself; some browsers end the composition before that keydown. */
const TAKEN_BY_INPUT_METHOD = 229;

/** True for the Enter that sends: not with Shift, and never one that chooses a candidate of an input method. */
export function isSendingEnter({ key, shiftKey, isComposing, keyCode }: EnterEvent): boolean {
  return key === 'Enter' && !shiftKey && !isComposing && keyCode !== TAKEN_BY_INPUT_METHOD;
}
