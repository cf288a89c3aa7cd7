/**
 * A place in a text that has a form: which bytes may come next, and where they lead. It never changes, so that a token can be
 * tried from it.
 */
export interface State {
  /** @returns where the byte leads; undefined where it may not come */
  after(byte: number): State | undefined;
  /** Whether the text may end here. */
  readonly mayEnd: boolean;
}

/** The end of the text: nothing may follow. */
export const END: State = { after: () => undefined, mayEnd: true };

/** A part of a form: given what follows it, the state in which it begins. */
export type Rule = (then: State) => State;
