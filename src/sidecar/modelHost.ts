import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import {
  type GenerationEvent,
  type GenerationRequest,
  isDraftSlot,
  type StopReason,
} from '../engine/engine.ts';
import { EngineError } from '../engine/engineError.ts';
import { StopStrings } from '../engine/stopStrings.ts';
import { type SplitText, ThinkingSplitter } from '../engine/thinkingSplitter.ts';
import type { Provider } from '../onnx/provider.ts';
import type { Sampling } from '../shared/model/sampling.ts';
import { renderConversation } from '../telechat/chat/chatFormat.ts';
import { type ChatTemplate, loadChatTemplate } from '../telechat/chat/chatTemplate.ts';
import { promptOpensThinking } from '../telechat/chat/thinking.ts';
import { Constraint } from '../telechat/constraint/constraint.ts';
import { Vocabulary } from '../telechat/constraint/vocabulary.ts';
import { Decoder, type DecoderOptions } from '../telechat/decoding/decoder.ts';
import { generate, reusableTokens } from '../telechat/decoding/generate.ts';
import type { KvCache } from '../telechat/decoding/kvCache.ts';
import { endTokenIds, turnTokenIds } from '../telechat/network/generationConfig.ts';
import { followsInstructions } from '../telechat/network/modelSize.ts';
import { rotaryScaling } from '../telechat/network/rotary.ts';
import { loadTokenizer } from '../telechat/tokenizer/load.ts';
import type { Tokenizer } from '../telechat/tokenizer/tokenizer.ts';
import { LongPrompts } from './longPrompts.ts';
import { PrefillSpeed } from './prefillSpeed.ts';
import type { GiveWay } from './queue.ts';
import { SavedCaches, type SavedCachesOptions } from './savedCaches.ts';
import { Slots } from './slots.ts';

/** Share of the free memory that all KV caches together may take. */
const CACHE_SHARE = 0.25;

/** How the model is computed, and what is kept of it beyond the process. */
export interface ModelHostOptions extends DecoderOptions {
  /** See GenerateOptions. */
  readonly speculation?: boolean;
  /** How the KV caches of drafts outlive the process; absent, they do not. */
  readonly savedCaches?: SavedCachesOptions;
  readonly log?: (line: string) => void;
}

type Conversation = Parameters<typeof renderConversation>[0];

/** A loaded model and its KV caches: turns requests into generation events. Several may be under way; one computes at a time. */
export class ModelHost {
  private readonly prefillSpeed = new PrefillSpeed();
  /** Made when a request first asks for a format. */
  private vocabulary: Vocabulary | undefined;
  private readonly long: LongPrompts;

  private constructor(
    private readonly decoder: Decoder,
    private readonly tokenizer: Tokenizer,
    private readonly template: ChatTemplate | undefined,
    private readonly slots: Slots,
    private readonly speculation: boolean,
    private readonly saved?: SavedCaches,
  ) {
    this.long = new LongPrompts(tokenizer, decoder.manifest.config.seqLength);
  }

  /** @throws UserError when the folder holds no model that can be loaded */
  static async load(folder: string, options: ModelHostOptions): Promise<ModelHost> {
    const decoder = await Decoder.open(folder, options);
    const tokenizer = await loadTokenizer(folder);
    const budget = Math.floor((decoder.freeMemory() * CACHE_SHARE) / decoder.cacheBytes(1));
    const template = await loadChatTemplate(folder);
    return new ModelHost(
      decoder,
      tokenizer,
      template,
      new Slots((capacity) => decoder.createCache(capacity), budget),
      options.speculation ?? true,
      savedCachesOf(decoder, options),
    );
  }

  get name(): string {
    return this.decoder.manifest.name;
  }

  get provider(): Provider {
    return this.decoder.provider;
  }

  get contextLength(): number {
    return this.decoder.manifest.config.seqLength;
  }

  get followsInstructions(): boolean {
    return followsInstructions(this.decoder.manifest.config);
  }

  /** Tokens of the whole prompt, also where there is no room for it; of one that is far too long no more than it has. */
  async countTokens(conversation: Conversation): Promise<number> {
    const tooMany = await this.long.tooMany(conversation);
    if (tooMany !== undefined) return tooMany;
    const { generation } = this.decoder.manifest;
    const options = { template: this.template, maxLength: Number.MAX_SAFE_INTEGER, thinking: false };
    return renderConversation(conversation, this.tokenizer, generation, options).length;
  }

  /**
   * Generates the answer and emits its events.
   * @param giveWay called before every step, so that a request of higher priority need not wait for the end of this one
   * @throws EngineError `rejected` when the prompt leaves no room for an answer; the signal's reason when aborted
   */
  async generate(
    request: GenerationRequest,
    signal: AbortSignal,
    giveWay: GiveWay,
    emit: (event: GenerationEvent) => void,
  ): Promise<void> {
    const mostTokens = request.maxTokens + this.thinkingTokens(request);
    const prompt = await this.prompt(request, mostTokens, async () => {
      await setImmediate();
      await giveWay();
      signal.throwIfAborted();
    });
    const maxTokens = this.room(prompt.length, mostTokens);
    const { config } = this.decoder.manifest;
    // One rotary length for every prompt within the training length, so that a slot's next turn can reuse its cache.
    const ropeLength = Math.max(prompt.length + maxTokens, config.trainingSeqlen);
    const cache = this.slots.acquire(request.slot, prompt.length + maxTokens);
    try {
      if (isDraftSlot(request.slot)) {
        await this.restore(request.slot, cache, prompt, ropeLength, async (done) => {
          emit({ type: 'prefill', done, total: prompt.length });
          await giveWay();
          signal.throwIfAborted();
        });
      }
      const reusedTokens = reusableTokens(this.decoder, cache, prompt, ropeLength);
      const watched = this.prefillSpeed.watch();
      const tokens = generate(this.decoder, cache, prompt, {
        sampling: this.sampling(request),
        maxTokens,
        stopIds: this.stopIds,
        ropeLength,
        speculation: this.speculation,
        constraint: this.constraint(request),
        signal,
        beforeStep: giveWay,
        onPrefill: (done, total) => {
          watched(done);
          emit({ type: 'prefill', done, total });
        },
      });
      const { stop, generatedTokens } = await this.emitText(tokens, prompt, request, emit);
      emit({ type: 'done', stop, usage: { promptTokens: prompt.length, reusedTokens, generatedTokens } });
    } finally {
      this.slots.giveBack(cache);
      if (isDraftSlot(request.slot)) this.saved?.save(request.slot, cache, this.prefillSpeed.tokensPerSecond);
    }
  }

  /** Frees what is kept for a slot, in memory and on the disk. */
  async forget(slot: string): Promise<void> {
    this.slots.forget(slot);
    await this.saved?.forget(slot);
  }

  /** Frees the caches of all slots, then the model. No request may be under way. */
  release(): void {
    this.slots.release();
    this.decoder.close();
  }

  /** Reads what was computed of a draft's prompt before this process began, or before its slot was dropped. */
  private async restore(
    slot: string,
    cache: KvCache,
    prompt: readonly number[],
    ropeLength: number,
    beforeBlock: (tokens: number) => Promise<void>,
  ): Promise<void> {
    const reusable = reusableTokens(this.decoder, cache, prompt, ropeLength);
    const scaling = rotaryScaling(this.decoder.manifest.config, ropeLength);
    await this.saved?.restore(slot, cache, { prompt, reusable, scaling }, beforeBlock);
  }

  private async emitText(
    tokens: AsyncGenerator<number, 'end' | 'length'>,
    prompt: readonly number[],
    { input, stop: stops = [] }: GenerationRequest,
    emit: (event: GenerationEvent) => void,
  ): Promise<{ stop: StopReason; generatedTokens: number }> {
    const decoded = this.tokenizer.stream();
    const opened = 'conversation' in input && promptOpensThinking(prompt, this.tokenizer);
    const splitter = new ThinkingSplitter(opened);
    const stopStrings = new StopStrings(stops);
    let generatedTokens = 0;
    const sendText = (text: string) => {
      if (text) emit({ type: 'text', text });
    };
    const send = ({ thinking, text }: SplitText) => {
      if (thinking) emit({ type: 'thinking', text: thinking, tokens: generatedTokens });
      sendText(stopStrings.push(text));
    };
    for (;;) {
      const next = await tokens.next();
      if (next.done) {
        send(splitter.push(decoded.flush()));
        send(splitter.flush());
        sendText(stopStrings.flush());
        return { stop: stopStrings.stopped ? 'stop' : next.value, generatedTokens };
      }
      generatedTokens++;
      send(splitter.push(decoded.push(next.value)));
      if (stopStrings.stopped) return { stop: 'stop', generatedTokens };
    }
  }

  /** A model that does not think needs no room for it. */
  private thinkingTokens({ input, thinkingTokens = 0 }: GenerationRequest): number {
    return 'conversation' in input && this.template?.thinking.thinks ? thinkingTokens : 0;
  }

  /** A model that is held to a format has to begin with it. */
  private async prompt(
    { input, thinking = false, format }: GenerationRequest,
    maxNewTokens: number,
    pause: () => Promise<void>,
  ): Promise<number[]> {
    if ('prefix' in input) {
      await this.long.refuse(input.prefix, pause);
      return [...this.tokenizer.start, ...this.tokenizer.encode(input.prefix, { special: false })];
    }
    const conversation = await this.long.trim(input.conversation, pause);
    const { generation, config } = this.decoder.manifest;
    return renderConversation(conversation, this.tokenizer, generation, {
      seqLength: config.seqLength,
      template: this.template,
      thinking: thinking && !format,
      maxNewTokens: Math.min(maxNewTokens, Math.floor(config.seqLength / 2)),
    });
  }

  /** Tokens that may be generated after a prompt, within the context. */
  private room(promptTokens: number, maxTokens: number): number {
    const room = Math.min(maxTokens, this.contextLength - promptTokens);
    if (promptTokens === 0 || room < 1) {
      throw new EngineError(
        'rejected',
        'the prompt',
        promptTokens === 0
          ? 'it is empty'
          : `its ${promptTokens} tokens fill the context of ${this.contextLength}`,
        promptTokens === 0 ? 'give some text' : 'shorten it',
      );
    }
    return room;
  }

  /** A model that begins another turn has ended its own; the official code would show the marker as text. */
  private get stopIds(): readonly number[] {
    const { generation } = this.decoder.manifest;
    return [...endTokenIds(generation), ...turnTokenIds(generation)];
  }

  private constraint({ format }: GenerationRequest): Constraint | undefined {
    if (!format) return undefined;
    this.vocabulary ??= new Vocabulary(this.tokenizer, this.stopIds);
    return new Constraint(format, this.vocabulary);
  }

  private sampling(request: GenerationRequest): Sampling {
    const { doSample, temperature, topK, topP, repetitionPenalty } = this.decoder.manifest.generation;
    return { greedy: !doSample, temperature, topK, topP, repetitionPenalty, ...request.sampling };
  }
}

function savedCachesOf(
  { manifest, provider }: Decoder,
  { savedCaches, log }: ModelHostOptions,
): SavedCaches | undefined {
  if (!savedCaches) return undefined;
  // A GPU computes a prompt faster than a disk is read.
  const mostBytes = provider === 'cpu' ? savedCaches.mostBytes : 0;
  const model = createHash('sha256').update(JSON.stringify(manifest.files)).digest('hex');
  return new SavedCaches({ ...savedCaches, mostBytes }, model, log ?? (() => undefined));
}
