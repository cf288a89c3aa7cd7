// Milliseconds per token that drawing takes with an answer held to a schema and without, at the vocabulary of Qwen2.5
// (151,936). The logits are noise that knows nothing of JSON, so that most of what a model would say is refused; `agreeing`
// has a model that says what fits. Usage: node test/bench/constraint.mjs [folder with a tokenizer]
import { productModules } from './productModules.mjs';

const VOCABULARY = 151_936;
const ANSWERS = 2;
const STRING = { type: 'string', maxLength: 40 };
const SCHEMA = {
  type: 'object',
  properties: {
    title: STRING,
    sections: {
      type: 'array',
      minItems: 4,
      maxItems: 6,
      items: {
        type: 'object',
        properties: {
          title: STRING,
          length: { type: 'integer', minimum: 50, maximum: 2000 },
          points: { type: 'array', items: STRING, minItems: 2, maxItems: 4 },
        },
      },
    },
  },
};
const SAMPLINGS = {
  greedy: { greedy: true, topK: 0 },
  'top-k 20': { greedy: false, topK: 20 },
  'whole vocabulary': { greedy: false, topK: 0 },
};

const { Constraint, Vocabulary, Sampler, loadTokenizer, mulberry32 } = await productModules([
  "export { Constraint } from './src/telechat/constraint/constraint.ts';",
  "export { Vocabulary } from './src/telechat/constraint/vocabulary.ts';",
  "export { Sampler } from './src/telechat/sampling/sampling.ts';",
  "export { loadTokenizer } from './src/telechat/tokenizer/load.ts';",
  "export { mulberry32 } from './src/shared/random.ts';",
]);
const random = mulberry32(1);

/** Tokens as a byte-level BPE has them: single bytes, then words of letters and of Chinese characters. */
function inventedTokenizer() {
  const between = (from, to) => from + Math.floor(random() * (to - from));
  const word = () =>
    random() < 0.5
      ? Array.from({ length: between(2, 10) }, () => String.fromCharCode(between(0x20, 0x7f))).join('')
      : Array.from({ length: between(1, 4) }, () => String.fromCharCode(between(0x4e00, 0x9fa5))).join('');
  const tokens = Array.from({ length: VOCABULARY }, (_, id) =>
    id < 256 ? Uint8Array.of(id) : new TextEncoder().encode(word()),
  );
  return { vocabSize: VOCABULARY, bytes: (id) => tokens[id] };
}

const tokenizer = process.argv[2] ? await loadTokenizer(process.argv[2]) : inventedTokenizer();
const started = performance.now();
const vocabulary = new Vocabulary(tokenizer, []);
console.log(
  `the bytes of ${tokenizer.vocabSize} tokens: ${(performance.now() - started).toFixed(0)} ms, once`,
);

const anyToken = new Sampler({ greedy: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1 });

/** Noise for a number of steps, made before it is timed. */
const noise = Array.from({ length: 16 }, () =>
  Float32Array.from({ length: tokenizer.vocabSize }, () => -3 * Math.log(1 - random())),
);

function measure(sampling, { held, agreeing }) {
  let [tokens, milliseconds, longest] = [0, 0, 0];
  for (let answer = 0; answer < ANSWERS; answer++) {
    const sampler = new Sampler({
      temperature: 0.7,
      topP: 0.8,
      repetitionPenalty: 1,
      seed: answer,
      ...sampling,
    });
    const constraint = new Constraint(SCHEMA, vocabulary);
    while (!constraint.isComplete) {
      const logits = noise[tokens % noise.length];
      const likely = agreeing ? raiseAllowed(logits, constraint) : [];
      const before = performance.now();
      const drawn = sampler.next(logits, [], held ? (id) => constraint.allows(id) : undefined);
      if (held) constraint.accept(drawn);
      const took = performance.now() - before;
      for (const id of likely) logits[id] -= 10;
      // Without a constraint the answer goes on all the same, with a token that fits.
      if (!held) constraint.accept(anyToken.next(logits, [], (id) => constraint.allows(id)));
      tokens++;
      milliseconds += took;
      longest = Math.max(longest, took);
    }
  }
  return { tokens, 'ms a token': (milliseconds / tokens).toFixed(2), longest: longest.toFixed(1) };
}

/** Makes fifty tokens that fit the likeliest. */
function raiseAllowed(logits, constraint) {
  const ids = [];
  const from = Math.floor(random() * logits.length);
  for (let step = 0; step < logits.length && ids.length < 50; step++) {
    const id = (from + step) % logits.length;
    if (constraint.allows(id)) ids.push(id);
  }
  for (const id of ids) logits[id] += 10;
  return ids;
}

const rows = {};
for (const [name, sampling] of Object.entries(SAMPLINGS)) {
  rows[`${name}, free`] = measure(sampling, { held: false, agreeing: false });
  rows[`${name}, held, agreeing`] = measure(sampling, { held: true, agreeing: true });
  rows[`${name}, held, noise`] = measure(sampling, { held: true, agreeing: false });
}
console.table(rows);
