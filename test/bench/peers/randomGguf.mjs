// A model of random weights for llama.cpp, of the same sizes as one of ours.
import { randomFillSync } from 'node:crypto';
import { rename } from 'node:fs/promises';
import {
  float32,
  float32s,
  int32s,
  string,
  strings,
  TENSOR_TYPES,
  tensorBytes,
  uint32,
  writeGguf,
} from './gguf.mjs';

/** What llama.cpp calls the formats of our weights, and its number for a file of them (LLAMA_FTYPE_MOSTLY_...). */
const FORMATS = {
  int4: { type: 'Q4_0', fileType: 2 },
  int8: { type: 'Q8_0', fileType: 7 },
  fp16: { type: 'F16', fileType: 1 },
};

/** Scales of a block, in float16, that keep thirty layers of noise numbers: 2^-9 and 2^-13. */
const SCALES = { Q4_0: 0x1800, Q8_0: 0x0800 };

/** Blocks of noise that are written again and again: a prime, so that no two rows are equal. */
const NOISE_BLOCKS = 131_071;

/** Token types of a SentencePiece vocabulary. */
const [NORMAL, UNKNOWN, CONTROL, BYTE] = [1, 2, 3, 6];

/**
 * Writes the llama architecture (with TeleChat's biases) in the sizes of a model of ours. Matrices are all of one format,
 * the embedding too, which serves as the head where ours is tied.
 * @param manifest the content of our model folder's telechat.json
 */
export async function writeRandomGguf(file, { config, weights }) {
  const { type, fileType } = FORMATS[weights];
  const ffnSize = wholeBlocks(config.ffnSize, type);
  const metadata = {
    'general.architecture': string('llama'),
    'general.name': string('random weights'),
    'general.file_type': uint32(fileType),
    'general.quantization_version': uint32(2),
    'llama.vocab_size': uint32(config.vocabSize),
    'llama.context_length': uint32(config.seqLength),
    'llama.embedding_length': uint32(config.hiddenSize),
    'llama.block_count': uint32(config.layers),
    'llama.feed_forward_length': uint32(ffnSize),
    'llama.attention.head_count': uint32(config.heads),
    'llama.attention.head_count_kv': uint32(config.kvHeads),
    'llama.attention.layer_norm_rms_epsilon': float32(config.layerNormEpsilon),
    'llama.rope.dimension_count': uint32(config.headSize),
    'llama.rope.freq_base': float32(config.ropeTheta),
    ...vocabulary(config.vocabSize),
  };
  const noise = { F32: ones(), F16: halves(), [type]: type === 'F16' ? halves() : blocks(type) };
  const partial = `${file}.partial`;
  await writeGguf(partial, metadata, modelTensors(config, ffnSize, type), function* (tensor) {
    for (let left = tensorBytes(tensor); left > 0; left -= noise[tensor.type].length) {
      yield noise[tensor.type].subarray(0, left);
    }
  });
  await rename(partial, file);
}

/** A row has whole blocks; our format fills the last one up, llama.cpp's cannot. */
function wholeBlocks(size, type) {
  const { elements } = TENSOR_TYPES[type];
  return Math.ceil(size / elements) * elements;
}

function modelTensors(
  { vocabSize, hiddenSize, layers, heads, kvHeads, headSize, tieWordEmbeddings },
  ffnSize,
  type,
) {
  const matrix = (name, columns, rows) => ({ name: `${name}.weight`, type, dims: [columns, rows] });
  const vector = (name, size) => ({ name, type: 'F32', dims: [size] });
  const layer = (_, index) => {
    const block = `blk.${index}`;
    return [
      vector(`${block}.attn_norm.weight`, hiddenSize),
      matrix(`${block}.attn_q`, hiddenSize, heads * headSize),
      matrix(`${block}.attn_k`, hiddenSize, kvHeads * headSize),
      matrix(`${block}.attn_v`, hiddenSize, kvHeads * headSize),
      matrix(`${block}.attn_output`, heads * headSize, hiddenSize),
      vector(`${block}.attn_output.bias`, hiddenSize),
      vector(`${block}.ffn_norm.weight`, hiddenSize),
      matrix(`${block}.ffn_gate`, hiddenSize, ffnSize),
      matrix(`${block}.ffn_up`, hiddenSize, ffnSize),
      matrix(`${block}.ffn_down`, ffnSize, hiddenSize),
      vector(`${block}.ffn_down.bias`, hiddenSize),
    ];
  };
  return [
    matrix('token_embd', hiddenSize, vocabSize),
    ...Array.from({ length: layers }, layer).flat(),
    vector('output_norm.weight', hiddenSize),
    ...(tieWordEmbeddings ? [] : [matrix('output', hiddenSize, vocabSize)]),
  ];
}

/** The least that llama.cpp takes for a SentencePiece vocabulary: special tokens, the bytes, and any texts for the others. */
function vocabulary(size) {
  const special = ['<unk>', '<s>', '</s>'];
  const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${hex(byte)}>`);
  const rest = Array.from({ length: size - special.length - bytes.length }, (_, index) => `t${index}`);
  const types = [UNKNOWN, CONTROL, CONTROL, ...bytes.map(() => BYTE), ...rest.map(() => NORMAL)];
  return {
    'tokenizer.ggml.model': string('llama'),
    'tokenizer.ggml.tokens': strings([...special, ...bytes, ...rest]),
    'tokenizer.ggml.scores': float32s(Array.from({ length: size }, (_, index) => -index)),
    'tokenizer.ggml.token_type': int32s(types),
    'tokenizer.ggml.bos_token_id': uint32(1),
    'tokenizer.ggml.eos_token_id': uint32(2),
    'tokenizer.ggml.unknown_token_id': uint32(0),
  };
}

function hex(byte) {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

/** Random levels under one scale. */
function blocks(type) {
  const size = TENSOR_TYPES[type].bytes;
  const noise = randomFillSync(Buffer.alloc(NOISE_BLOCKS * size));
  for (let start = 0; start < noise.length; start += size) noise.writeUInt16LE(SCALES[type], start);
  return noise;
}

/** float16 numbers of either sign between 2^-9 and 2^-5 in size. */
function halves() {
  const random = randomFillSync(new Uint16Array(NOISE_BLOCKS * 16));
  const bits = random.map((value) => (value & 0x83ff) | ((6 + ((value >> 10) & 3)) << 10));
  return Buffer.from(bits.buffer);
}

function ones() {
  return Buffer.from(new Float32Array(NOISE_BLOCKS).fill(1).buffer);
}
