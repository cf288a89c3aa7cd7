import { UserError } from '../../shared/errors.ts';

const NEXT_STEP = 'serve the model with vLLM and set telechat.engine to remote';

/** A part of a tokenizer.json, by its `type`. */
type Step = Readonly<Record<string, unknown>> & { readonly type?: unknown };

/** Marks and symbols of ASCII, and what Unicode calls punctuation. */
const PUNCTUATION = '[\\p{P}!-/:-@\\[-`{-~]';

/** Pre-tokenizers that the library computes as Hugging Face's own does. */
const AS_THEY_ARE = ['ByteLevel', 'WhitespaceSplit', 'BertPreTokenizer', 'FixedLength'];

/** Fields of tokenizer.json's BPE that change ids and that the library does not know, with the values that switch them off. */
const OFF = { continuing_subword_prefix: ['', null, undefined], dropout: [0, null, undefined] } as const;

/**
 * A tokenizer.json as the library has to be given it to make the ids that Hugging Face's own makes: what it computes otherwise
 * is said in another way. Compared in test/golden/tokenizerFlags.test.ts.
 * @param config the parsed tokenizer_config.json
 * @throws UserError naming what cannot be computed, or what tokenizer_config.json asks for beyond tokenizer.json
 */
export function knownSteps(json: Step, config: Readonly<Record<string, unknown>>): object {
  const model = json.model as Step;
  for (const [field, values] of Object.entries(OFF)) {
    if (!(values as readonly unknown[]).includes(model[field]))
      throw notKnown(`model.${field}`, model[field]);
  }
  for (const token of json.added_tokens as readonly Step[]) {
    if (token.single_word === true) throw notKnown(`single_word of ${String(token.content)}`, true);
  }
  refuseOtherConfig(json, config);
  const steps = preTokenizer(json.pre_tokenizer as Step | null);
  return { ...json, pre_tokenizer: steps && withPrefixSpace(steps, config.add_prefix_space) };
}

function preTokenizer(step: Step | null): Step | null {
  if (!step) return null;
  const { type } = step;
  if (AS_THEY_ARE.includes(String(type))) return step;
  switch (type) {
    case 'Sequence':
      return { ...step, pretokenizers: (step.pretokenizers as readonly Step[]).map(preTokenizer) };
    case 'Split': {
      const isKnown =
        (step.behavior === 'Isolated' && !step.invert) || (step.behavior === 'Removed' && step.invert);
      if (isKnown) return step;
      throw notKnown(`pre_tokenizer Split with invert ${String(step.invert)}`, step.behavior);
    }
    case 'Digits':
      return split(step.individual_digits ? '\\p{N}' : '\\p{N}+');
    case 'Punctuation':
      if (step.behavior === 'Isolated' || step.behavior === undefined) return split(PUNCTUATION);
      if (step.behavior === 'Contiguous') return split(`${PUNCTUATION}+`);
      throw notKnown('pre_tokenizer Punctuation', step.behavior);
    case 'Whitespace':
      return matches('\\w+|[^\\w\\s]+');
    case 'Metaspace':
      return metaspace(step);
    default:
      throw notKnown('pre_tokenizer', type);
  }
}

/** Old files say `add_prefix_space`; each word is one by itself unless `split` says that it is not. */
function metaspace(step: Step): Step {
  const { replacement = '▁', add_prefix_space: prefix, split: splits = true } = step;
  if (replacement !== '▁') throw notKnown('pre_tokenizer Metaspace', replacement);
  const scheme = step.prepend_scheme ?? (prefix === false ? 'never' : 'always');
  const marked = { ...step, prepend_scheme: scheme };
  return splits ? { type: 'Sequence', pretokenizers: [marked, matches('▁[^▁]*|[^▁]+')] } : marked;
}

function split(regex: string): Step {
  return { type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false };
}

function matches(regex: string): Step {
  return { type: 'Split', pattern: { Regex: regex }, behavior: 'Removed', invert: true };
}

/** transformers has the field of tokenizer_config.json count where the pre-tokenizer has one of that name. */
function withPrefixSpace(step: Step, wanted: unknown): Step {
  const isAsked = typeof wanted === 'boolean' && step.type === 'ByteLevel';
  return isAsked ? { ...step, add_prefix_space: wanted } : step;
}

/** Tokens that tokenizer_config.json adds, and ways to read a text that it alone names. */
function refuseOtherConfig(json: Step, config: Readonly<Record<string, unknown>>): void {
  for (const field of ['split_special_tokens', 'do_lower_case', 'fix_mistral_regex']) {
    if (config[field] === true) throw notKnown(`${field} in tokenizer_config.json`, true);
  }
  const vocab = (json.model as { readonly vocab: Readonly<Record<string, number>> }).vocab;
  const added = (json.added_tokens as readonly { readonly content: string }[]).map(({ content }) => content);
  const unknown = configTokens(config).find(
    ({ content }) => !Object.hasOwn(vocab, content) && !added.includes(content),
  );
  if (unknown) throw missingToken(unknown.content, 'tokenizer.json');
}

/** A token of tokenizer_config.json; its id where that is said. */
export interface ConfigToken {
  readonly content: string;
  readonly id?: number;
}

/** The tokens that tokenizer_config.json adds to a vocabulary, where they are not in it. */
export function configTokens(config: Readonly<Record<string, unknown>>): ConfigToken[] {
  const { added_tokens_decoder: byId, additional_special_tokens: special } = config;
  const numbered = Object.entries((byId ?? {}) as object).flatMap(([id, token]) =>
    contentOf(token).map((content) => ({ content, id: Number(id) })),
  );
  const listed = Array.isArray(special) ? special.flatMap(contentOf).map((content) => ({ content })) : [];
  return [...numbered, ...listed];
}

/** @returns the error for a token that tokenizer_config.json names and the vocabulary has not */
export function missingToken(content: string, file: string): UserError {
  return new UserError(
    `the token ${JSON.stringify(content)} of tokenizer_config.json`,
    `${file} does not have it`,
    'save the tokenizer with transformers (save_pretrained), and give its tokenizer.json with the checkpoint',
  );
}

function contentOf(token: unknown): string[] {
  if (typeof token === 'string') return [token];
  const { content } = (token ?? {}) as { readonly content?: unknown };
  return typeof content === 'string' ? [content] : [];
}

function notKnown(what: string, value: unknown): UserError {
  return new UserError(
    `${what} in tokenizer.json`,
    `${JSON.stringify(value)} is not computed here`,
    NEXT_STEP,
  );
}
