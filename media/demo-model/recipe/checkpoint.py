"""Reads and writes checkpoints in TeleChat's own HuggingFace layout."""

import json
import os
import struct

import numpy as np
import torch
from character_tokenizer import BOT, END, PAD, USER
from network import FFN, NH, H, L

PREFIX = "transformer."


def load(net, path):
    """Read the weights of a safetensors file into a network."""
    with open(path, "rb") as f:
        raw = f.read()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    header.pop("__metadata__")
    state = {}
    for name, entry in header.items():
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        values = np.frombuffer(raw[start:end], dtype=np.float16).astype(np.float32)
        state[name[len(PREFIX) :]] = torch.from_numpy(values.reshape(entry["shape"]))
    net.load_state_dict(state)


def save(net, out):
    """Write a checkpoint into the folder `out`, where the tokenizer lies."""
    save_weights(net, os.path.join(out, "model.safetensors"))
    config = {**CONFIG, "vocab_size": net.word_embeddings.num_embeddings}
    files = {"config": config, "generation_config": GENERATION, "tokenizer_config": TOKENIZER}
    for name, content in files.items():
        with open(os.path.join(out, f"{name}.json"), "w", encoding="utf8") as f:
            json.dump(content, f, indent=2)


def save_weights(net, file):
    """Write a safetensors file of float16, which is whole once it has its name."""
    state = {PREFIX + k: v.detach().half().contiguous().numpy() for k, v in net.state_dict().items()}
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, values in state.items():
        end = offset + values.nbytes
        header[name] = {"dtype": "F16", "shape": list(values.shape), "data_offsets": [offset, end]}
        offset = end
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    with open(file + ".tmp", "wb") as f:
        f.write(struct.pack("<Q", len(head)))
        f.write(head)
        for values in state.values():
            f.write(values.tobytes())
    os.replace(file + ".tmp", file)


CONFIG = {
    "architectures": ["TelechatForCausalLM"],
    "model_type": "telechat",
    "hidden_size": H,
    "n_layer": L,
    "n_head": NH,
    "ffn_hidden_size": FFN,
    "layer_norm_epsilon": 1e-5,
    "seq_length": 8192,
    "training_seqlen": 8192,
    "ntk_base_seqlen": 8192,
    "tie_word_embeddings": True,
    "embed_layernorm": False,
    "logn": False,
    "apply_residual_connection_post_layernorm": False,
    "hidden_dropout": 0.0,
    "attention_dropout": 0.0,
    "bos_token_id": 1,
    "eos_token_id": END,
    "pad_token_id": PAD,
    "unk_token_id": 0,
    "use_cache": True,
    "flash_attn": True,
}

GENERATION = {
    "max_length": 4096,
    "do_sample": True,
    "use_cache": True,
    "temperature": 0.3,
    "top_k": 5,
    "top_p": 0.85,
    "repetition_penalty": 1.0,
    "pad_token_id": PAD,
    "bos_token_id": 1,
    "eos_token_id": END,
    "user_token_id": USER,
    "bot_token_id": BOT,
}

TOKENIZER = {
    "tokenizer_class": "TelechatTokenizer",
    "add_bos_token": False,
    "add_eos_token": False,
    "use_fast": False,
    "clean_up_tokenization_spaces": False,
    "eos_token": "<_end>",
    "bos_token": "<_start>",
    "pad_token": "<_pad>",
    "unk_token": "<_unk>",
    "model_max_length": 8192,
}
