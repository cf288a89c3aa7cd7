/** Who speaks; `bot` is what TeleChat's checkpoints call the model, others `assistant`. */
export type Role = 'system' | 'user' | 'bot';

/** One turn of a conversation, as TeleChat's own service takes it. */
export interface Message {
  readonly role: Role;
  readonly content: string;
}

/** Turns from first to last. A `system` turn, if any, comes first. */
export type Conversation = readonly Message[];
