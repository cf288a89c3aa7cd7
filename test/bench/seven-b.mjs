// Imports a checkpoint of the true 7B shape with random float16 weights to int4, then generates from it.
// Usage: node test/bench/seven-b.mjs <folder to work in> [layers]     (30 layers: 14 GB, and 4 GB for the model; fewer where the disk is short)
import { execFileSync } from 'node:child_process';
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../..');
const CLI = path.join(ROOT, 'dist/cli.js');
const [folder, layers = '30'] = process.argv.slice(2);
if (!folder) throw new Error('give a folder to work in');

const [HIDDEN, FFN, VOCAB] = [4096, 12288, 160256];
const checkpoint = path.join(folder, `random-7b-${layers}`);
const model = `${checkpoint}-int4`;

/** Shapes of one layer, as docs/model.md#the-network has them. */
const LAYER = {
  'input_layernorm.weight': [HIDDEN],
  'self_attention.query.weight': [HIDDEN, HIDDEN],
  'self_attention.key_value.weight': [2 * HIDDEN, HIDDEN],
  'self_attention.dense.weight': [HIDDEN, HIDDEN],
  'self_attention.dense.bias': [HIDDEN],
  'post_attention_layernorm.weight': [HIDDEN],
  'mlp.gate_proj.weight': [FFN, HIDDEN],
  'mlp.up_proj.weight': [FFN, HIDDEN],
  'mlp.down_proj.weight': [HIDDEN, FFN],
  'mlp.down_proj.bias': [HIDDEN],
};

/** 16 MiB of float16 between 2^-8 and 2^-4 in size, either sign. */
const NOISE = Uint16Array.from({ length: 2 ** 23 }, () => {
  const bits = Math.floor(Math.random() * 2 ** 16);
  return (bits & 0x8000) | (((bits & 3) + 7) << 10) | ((bits >> 2) & 0x3ff);
});

function writeShard(file, tensors) {
  const header = {};
  let end = 0;
  for (const [name, shape] of Object.entries(tensors)) {
    const bytes = 2 * shape.reduce((a, b) => a * b, 1);
    header[name] = { dtype: 'F16', shape, data_offsets: [end, end + bytes] };
    end += bytes;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const handle = openSync(path.join(checkpoint, file), 'w');
  writeSync(handle, Buffer.concat([length, json]));
  const noise = new Uint8Array(NOISE.buffer);
  for (let done = 0; done < end; done += noise.length)
    writeSync(handle, noise, 0, Math.min(noise.length, end - done));
  closeSync(handle);
}

function writeCheckpoint() {
  mkdirSync(checkpoint, { recursive: true });
  const shards = [{ 'word_embeddings.weight': [VOCAB, HIDDEN] }];
  for (let layer = 0; layer < Number(layers); layer++) {
    shards.push(
      Object.fromEntries(Object.entries(LAYER).map(([name, shape]) => [`h.${layer}.${name}`, shape])),
    );
  }
  shards.push({ 'ln_f.weight': [HIDDEN] });
  const weightMap = {};
  for (const [index, tensors] of shards.entries()) {
    const file = `model-${String(index + 1).padStart(5, '0')}-of-${String(shards.length).padStart(5, '0')}.safetensors`;
    writeShard(file, tensors);
    for (const name of Object.keys(tensors)) weightMap[name] = file;
  }
  const write = (file, json) => writeFileSync(path.join(checkpoint, file), JSON.stringify(json));
  write('model.safetensors.index.json', { weight_map: weightMap });
  const sizes = {
    vocab_size: VOCAB,
    hidden_size: HIDDEN,
    n_layer: Number(layers),
    n_head: 32,
    ffn_hidden_size: FFN,
  };
  write('config.json', { ...sizes, tie_word_embeddings: true });
  write('generation_config.json', { user_token_id: 4, bot_token_id: 5, bos_token_id: 1, eos_token_id: 2 });
  copyFileSync(path.join(ROOT, 'media/demo-model/tokenizer.model'), path.join(checkpoint, 'tokenizer.model'));
}

function cli(...args) {
  return JSON.parse(
    execFileSync(process.execPath, [CLI, ...args, '--json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
}

if (!existsSync(path.join(checkpoint, 'generation_config.json'))) writeCheckpoint();
const imported = cli('import', checkpoint, '--out', model, '--weights', 'int4');
const readBytes =
  2 *
  (VOCAB * HIDDEN +
    Number(layers) * Object.values(LAYER).reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0));
console.log({ ...imported, megabytesReadPerSecond: Math.round(readBytes / 1e6 / imported.seconds) });
const { text, ...speed } = cli(
  'generate',
  '--model',
  model,
  '--ids',
  '4,100,200,5',
  '--max-tokens',
  '8',
  '--greedy',
);
console.log(speed);
