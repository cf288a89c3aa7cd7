import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sampling } from '../../../src/shared/model/sampling.ts';
import { renderConversation } from '../../../src/telechat/chat/chatFormat.ts';
import { Decoder } from '../../../src/telechat/decoding/decoder.ts';
import { generate } from '../../../src/telechat/decoding/generate.ts';
import type { KvCache } from '../../../src/telechat/decoding/kvCache.ts';
import { Sampler } from '../../../src/telechat/sampling/sampling.ts';
import { PromptLookup } from '../../../src/telechat/speculation/promptLookup.ts';
import { ProposalLength } from '../../../src/telechat/speculation/proposalLength.ts';
import { loadTokenizer } from '../../../src/telechat/tokenizer/load.ts';
import { root } from '../../support/root.ts';

const MODEL = path.join(root, 'media/demo-model');
const ROPE_LENGTH = 8192;

const GREEDY: Sampling = { greedy: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1 };
const USUAL: Sampling = {
  greedy: false,
  temperature: 0.3,
  topK: 5,
  topP: 0.85,
  repetitionPenalty: 1,
};
const BOLD: Sampling = {
  greedy: false,
  temperature: 1,
  topK: 20,
  topP: 0.95,
  repetitionPenalty: 1.2,
};

describe('What is proposed', () => {
  it('followed the last tokens where they stood before, the longest run of them that did', () => {
    const tokens = [1, 2, 3, 50, 51, 9, 3, 60, 61, 1, 2, 3];
    expect(new PromptLookup(100).propose(tokens, 2)).toEqual({ ids: [50, 51], match: 3 });
    expect(new PromptLookup(100).propose([...tokens, 9], 2)).toEqual({ ids: [3, 60], match: 1 });
  });

  it('followed them where they stood last', () => {
    const lookup = new PromptLookup(100);
    expect(lookup.propose([7, 8, 1, 7, 8, 2, 7, 8], 1)).toEqual({ ids: [2], match: 2 });
    expect(lookup.propose([7, 8, 1, 7, 8, 2, 7, 8, 3, 7, 8], 1)).toEqual({ ids: [3], match: 3 - 1 });
  });

  it('goes on round a text that repeats itself', () => {
    expect(new PromptLookup(100).propose([4, 5, 6, 4, 5, 6], 7).ids).toEqual([4, 5, 6, 4, 5, 6, 4]);
  });

  it('is nothing where the last token is new, or where there is no room', () => {
    expect(new PromptLookup(100).propose([1, 2, 3], 5)).toEqual({ ids: [], match: 0 });
    expect(new PromptLookup(100).propose([1, 1, 1], 0)).toEqual({ ids: [], match: 0 });
  });
});

describe('How many tokens are proposed', () => {
  const MOST = 11;
  /** After passes in which so many of the proposed tokens were right, each row of a pass taking so long. */
  const settled = (
    least: number,
    right: (proposed: number) => number,
    row: number,
    lengths: ProposalLength,
  ) => {
    for (let pass = 0; pass < 200; pass++) {
      const length = lengths.choose(2, MOST, least);
      lengths.took(Math.max(length + 1, least), 1 + row * Math.max(length + 1, least));
      lengths.learn(2, length, right(length));
    }
    return lengths.choose(2, MOST, least);
  };

  it('is none where they are wrong, one where a pass computes a second row anyway', () => {
    expect(settled(1, () => 0, 0.1, new ProposalLength())).toBe(0);
    expect(settled(2, () => 0, 0.1, new ProposalLength())).toBe(1);
  });

  it('is all where they are right and rows are cheap', () => {
    expect(settled(2, (proposed) => proposed, 0.05, new ProposalLength())).toBe(MOST);
  });

  it('is none where a row costs as much as a token is worth', () => {
    expect(settled(2, (proposed) => Math.min(proposed, 1), 3, new ProposalLength())).toBe(1);
  });

  it('grows again when the text begins to repeat itself', () => {
    const lengths = new ProposalLength();
    expect(settled(2, () => 0, 0.1, lengths)).toBe(1);
    expect(settled(2, (proposed) => proposed, 0.05, lengths)).toBe(MOST);
  });
});

describe('Speculation with the demo model', () => {
  let decoder: Decoder;
  let prompts: number[][];

  beforeAll(async () => {
    decoder = await Decoder.open(MODEL);
    const tokenizer = await loadTokenizer(MODEL);
    prompts = [
      '请写一份关于智能客服系统升级的工作总结，要点：知识库、意图识别、工单流转。',
      '请为“数据中心迁移”拟一份工作方案的提纲，要点：网络割接、数据备份、应急演练。',
      '你好',
    ].map((content) =>
      renderConversation([{ role: 'user', content }], tokenizer, decoder.manifest.generation, {
        seqLength: ROPE_LENGTH,
      }),
    );
  });

  afterAll(() => decoder.close());

  interface Run {
    readonly ids: readonly number[];
    readonly end: 'end' | 'length';
    readonly passes: number;
    /** What the cache holds afterwards. */
    readonly cached: readonly number[];
  }

  /** Generates with a cache of its own, or goes on with one. */
  async function run(
    prompt: readonly number[],
    options: { sampling: Sampling; speculation: boolean; maxTokens?: number; stopIds?: number[] },
    cache: KvCache = decoder.createCache(prompt.length + (options.maxTokens ?? 300)),
  ): Promise<Run> {
    let passes = 0;
    const beforeStep = async () => {
      passes++;
    };
    const maxTokens = options.maxTokens ?? 300;
    const stopIds = options.stopIds ?? [decoder.manifest.generation.eosTokenId];
    const tokens = generate(decoder, cache, prompt, {
      ...options,
      maxTokens,
      stopIds,
      ropeLength: ROPE_LENGTH,
      beforeStep,
    });
    const ids: number[] = [];
    for (;;) {
      const next = await tokens.next();
      if (next.done) return { ids, end: next.value, passes, cached: [...cache.tokens] };
      ids.push(next.value);
    }
  }

  it('computes on this machine what single tokens give, to the bit', async () => {
    expect(await decoder.canSpeculate()).toBe(true);
  });

  it.each([
    ['greedy', GREEDY],
    ['greedy with a repetition penalty', { ...GREEDY, repetitionPenalty: 1.1 }],
    ['sampled as usual', { ...USUAL, seed: 1 }],
    ['sampled as usual with another seed', { ...USUAL, seed: 2 }],
    ['sampled boldly, with a repetition penalty', { ...BOLD, seed: 3 }],
    ['sampled from the whole vocabulary', { ...BOLD, topK: 0, topP: 1, seed: 4 }],
  ])('writes the same text with it and without it, %s', async (_how, sampling) => {
    for (const prompt of prompts) {
      const stopIds: number[] = [];
      const on = await run(prompt, { sampling, stopIds, speculation: true });
      const off = await run(prompt, { sampling, stopIds, speculation: false });
      expect({ ...on, passes: 0 }).toEqual({ ...off, passes: 0 });
      expect(on.passes).toBeLessThan(off.passes);
    }
  });

  it('ends where the text ends, and at any number of tokens', async () => {
    const [prompt = []] = prompts;
    const sampling = { ...USUAL, seed: 7 };
    const whole = await run(prompt, { sampling, maxTokens: 200, stopIds: [], speculation: false });
    for (let maxTokens = 1; maxTokens <= 40; maxTokens++) {
      const cut = await run(prompt, { sampling, maxTokens, stopIds: [], speculation: true });
      expect(cut.ids).toEqual(whole.ids.slice(0, maxTokens));
      expect(cut.end).toBe('length');
    }
    const stop = whole.ids.findLast((id, index) => whole.ids.indexOf(id) === index) ?? 0;
    const stopped = await run(prompt, { sampling, maxTokens: 200, stopIds: [stop], speculation: true });
    expect(stopped.end).toBe('end');
    expect(stopped.ids).toEqual(whole.ids.slice(0, whole.ids.indexOf(stop)));
    expect(stopped.cached).toEqual([...prompt, ...stopped.ids]);
  });

  it('leaves a cache behind in which the next turn finds and computes the same', async () => {
    const [prompt = [], second = []] = prompts;
    const turns = async (speculation: boolean) => {
      const cache = decoder.createCache(1500);
      const first = await run(prompt, { sampling: GREEDY, speculation, stopIds: [] }, cache);
      // A turn that takes over part of the answer, as a writer does who cuts it.
      const next = [...prompt, ...first.ids.slice(0, 200), ...second];
      return run(next, { sampling: { ...BOLD, seed: 5 }, speculation, stopIds: [] }, cache);
    };
    const on = await turns(true);
    const off = await turns(false);
    expect({ ...on, passes: 0 }).toEqual({ ...off, passes: 0 });
  });

  it('goes on in a larger cache as in the one that was copied', async () => {
    const [prompt = []] = prompts;
    const smaller = decoder.createCache(prompt.length + 100);
    const options = { sampling: GREEDY, speculation: true, stopIds: [] };
    const { ids } = await run(prompt, { ...options, maxTokens: 100 }, smaller);
    const larger = decoder.createCache(1000);
    larger.copyFrom(smaller);
    smaller.release();
    const next = [...prompt, ...ids];
    expect(larger.tokens.length).toBe(next.length - 1);
    const { ids: copied } = await run(next, { ...options, maxTokens: 100 }, larger);
    const { ids: whole } = await run(prompt, { ...options, maxTokens: 200 });
    expect([...ids, ...copied]).toEqual(whole);
  });

  it('leaves a reader who has had enough a cache of what was read', async () => {
    const [prompt = []] = prompts;
    const caches = [true, false].map(async (speculation) => {
      const cache = decoder.createCache(1000);
      const options = { sampling: GREEDY, maxTokens: 300, stopIds: [], ropeLength: ROPE_LENGTH, speculation };
      let read = 0;
      for await (const _id of generate(decoder, cache, prompt, options)) if (++read === 123) break;
      return [...cache.tokens];
    });
    expect(await caches[0]).toEqual(await caches[1]);
  });

  it('draws a token after an accepted proposal as often as the model says', async () => {
    const [prompt = []] = prompts;
    const sampling = { ...BOLD, topK: 6 };
    const { ids } = await run(prompt, { sampling: GREEDY, stopIds: [], speculation: true });
    const text = [...prompt, ...ids];
    const cache = decoder.createCache(text.length + 3);
    // The cache then holds the prompt, which may take several passes.
    await run(text, { sampling, maxTokens: 1, stopIds: [], speculation: true }, cache);
    const runs: Run[] = [];
    for (let seed = 1; seed <= 1500; seed++) {
      const seeded = { sampling: { ...sampling, seed }, maxTokens: 3, stopIds: [], speculation: true };
      runs.push(await run(text, seeded, cache));
    }
    // The prompt's pass and one more: the second token was proposed, and the third was drawn in the same pass.
    const accepted = runs.find(({ passes }) => passes === 2)?.ids.slice(0, 2) ?? [];
    const alike = runs.filter(({ ids: [one, two] }) => one === accepted[0] && two === accepted[1]);
    expect(alike.length).toBeGreaterThan(100);
    expect(alike.every(({ passes }) => passes === 2)).toBe(true);
    const counts = new Map<number, number>();
    for (const {
      ids: [, , id = 0],
    } of alike)
      counts.set(id, (counts.get(id) ?? 0) + 1);
    cache.truncate(0);
    const logits = await decoder.forward(cache, [...text, ...accepted], { ropeLength: ROPE_LENGTH });
    const { ids: drawn = [], probabilities } = new Sampler(sampling).candidates(logits, [
      ...text,
      ...accepted,
    ]);
    expect(drawn.length).toBeGreaterThan(1);
    expect([...counts.keys()].every((id) => drawn.includes(id))).toBe(true);
    const chiSquare = drawn.reduce((sum, id, index) => {
      const often = alike.length * (probabilities[index] ?? 0);
      return sum + ((counts.get(id) ?? 0) - often) ** 2 / often;
    }, 0);
    // The 99.9th percentile for the 5 degrees of freedom that six candidates have; fewer candidates give less.
    expect(chiSquare).toBeLessThan(20.5);
  });
});
