/** What a reply in OpenAI's form needs to know of its request. */
export interface ReplyOptions {
  readonly id: string;
  readonly model: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly stream: boolean;
  /** Whether a stream ends with a message of the token counts. */
  readonly includeUsage: boolean;
}
