export type Role = 'system' | 'user' | 'bot';

/** One turn of a conversation, as TeleChat's own service takes it. */
export interface Message {
  readonly role: Role;
  readonly content: string;
}

export type Conversation = readonly Message[];
