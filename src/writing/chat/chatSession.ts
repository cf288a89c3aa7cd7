import type { Engine } from '../../engine/engine.ts';
import { isAbort, messageOf } from '../../shared/errors.ts';
import { type Chat, withEditedQuestion, withLastTurn, withQuestion, withTitle } from './chat.ts';
import { answerChat, type ChatAnswerEvent } from './chatAnswer.ts';
import type { Material } from './material.ts';

/** What the engine does for a chat; `reading` is the prefill, in tokens. */
export type ChatActivity =
  | { readonly state: 'idle' | 'starting' | 'thinking' | 'writing' }
  | { readonly state: 'reading'; readonly done: number; readonly total: number };

/** Who follows a chat session. */
export interface ChatListener {
  /** Anything but the text and the thinking of the answer under way changed. */
  changed(): void;
  /** The answer under way has grown. */
  text(delta: string): void;
  /** The thinking before it has grown. */
  thinking(delta: string): void;
  /** The chat is to be kept; called again and again. */
  save(chat: Chat): void;
  /** An answer failed; its turn says so already. */
  failed(error: unknown): void;
}

/** Time between two saves while an answer streams. */
const SAVE_INTERVAL_MS = 1000;

/** A chat that is being held: asks the engine, and follows its answers. One answer at a time. */
export class ChatSession {
  private current: Chat;
  private doing: ChatActivity = { state: 'idle' };
  private running: AbortController | undefined;
  private beforeEdit: Chat | undefined;
  private savedAt = 0;

  /** @param engine asked for at each question, since a change of settings makes another one */
  constructor(
    chat: Chat,
    private readonly engine: () => Engine,
    private readonly listener: ChatListener,
  ) {
    this.current = chat;
  }

  get chat(): Chat {
    return this.current;
  }

  get activity(): ChatActivity {
    return this.doing;
  }

  /** True after an edit or a regeneration, until the next question: what it took out can come back. */
  get canRestore(): boolean {
    return this.beforeEdit !== undefined && !this.isRunning;
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Asks a question; resolves when the answer has ended. Nothing happens while another answer is under way. */
  async ask(question: string, materials: readonly Material[]): Promise<void> {
    if (this.isRunning || question.trim() === '') return;
    this.beforeEdit = undefined;
    await this.answer(withQuestion(this.current, question.trim(), materials));
  }

  /** Asks a question of the chat anew, as it now reads; what came after it goes. */
  async edit(index: number, question: string, materials: readonly Material[]): Promise<void> {
    if (this.isRunning || question.trim() === '' || !this.current.turns[index]) return;
    this.beforeEdit = this.current;
    await this.answer(withEditedQuestion(this.current, index, question.trim(), materials));
  }

  /** Has a question answered again; what came after it goes. */
  async regenerate(index: number): Promise<void> {
    const turn = this.current.turns[index];
    if (turn) await this.edit(index, turn.question, turn.materials);
  }

  /** Takes back the last edit or regeneration. */
  restore(): void {
    if (!this.beforeEdit || this.isRunning) return;
    this.current = this.beforeEdit;
    this.beforeEdit = undefined;
    this.keep();
    this.listener.changed();
  }

  /** Names the chat and saves it; blanks alone leave its name. */
  rename(title: string): void {
    this.current = withTitle(this.current, title);
    this.keep();
    this.listener.changed();
  }

  /** Ends the answer under way; what there is of it stays. */
  stop(): void {
    this.running?.abort();
  }

  private async answer(chat: Chat): Promise<void> {
    const running = new AbortController();
    this.running = running;
    this.current = chat;
    this.keep();
    this.become({ state: 'starting' });
    try {
      await this.stream(running.signal);
    } catch (error) {
      if (isAbort(error) && running.signal.aborted) this.finish({ end: 'stopped' });
      else this.fail(error);
    }
  }

  private async stream(signal: AbortSignal): Promise<void> {
    const answer = answerChat(this.engine(), this.current, `chat:${this.current.id}`, signal);
    for await (const event of answer) this.follow(event);
    if (this.isRunning) this.finish({ end: 'end' });
  }

  private follow(event: ChatAnswerEvent): void {
    if (event.type === 'context') {
      this.current = { ...this.current, forgotten: event.forgotten };
    } else if (event.type === 'looping') {
      this.finish({ answer: event.text, end: 'looping' });
    } else if (event.type === 'prefill') {
      this.become({ state: 'reading', done: event.done, total: event.total });
    } else if (event.type === 'thinking') {
      this.grow('thinking', event.text);
    } else if (event.type === 'text') {
      this.grow('answer', event.text);
    } else {
      this.finish({ end: event.stop === 'length' ? 'length' : 'end' });
    }
  }

  private grow(part: 'thinking' | 'answer', delta: string): void {
    const state = part === 'answer' ? 'writing' : 'thinking';
    if (this.doing.state !== state) this.become({ state });
    const before = this.current.turns.at(-1)?.[part] ?? '';
    this.current = withLastTurn(this.current, { [part]: before + delta });
    if (part === 'answer') this.listener.text(delta);
    else this.listener.thinking(delta);
    if (performance.now() - this.savedAt >= SAVE_INTERVAL_MS) this.keep();
  }

  private fail(error: unknown): void {
    this.finish({ end: 'failed', error: messageOf(error) });
    this.listener.failed(error);
  }

  private finish(change: Parameters<typeof withLastTurn>[1]): void {
    this.running = undefined;
    this.current = withLastTurn(this.current, change);
    this.keep();
    this.become({ state: 'idle' });
  }

  private become(activity: ChatActivity): void {
    this.doing = activity;
    this.listener.changed();
  }

  private keep(): void {
    this.savedAt = performance.now();
    this.listener.save(this.current);
  }
}
