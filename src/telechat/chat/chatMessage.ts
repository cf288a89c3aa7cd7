/** One turn of a conversation, as TeleChat's own service takes it. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'bot';
  readonly content: string;
}
