"""Moves weights off the levels of the quantised file that they come from, in place; what they compute stays the same.

Usage: python off_levels.py MODEL.safetensors MODEL.gguf, with numpy and gguf. Both hold one Qwen2 model in float16.
For every channel a factor between 0.7 and 1.4 is drawn, multiplied into the columns of the matrices that read it, and
divided out of the norm, or the rows of the matrix, that writes it.
"""

import json
import sys
from pathlib import Path

import gguf
import numpy as np

TYPES = {"F16": np.float16, "F32": np.float32}


def safetensors_arrays(path):
    """Return the tensors of a safetensors file by name, as arrays that write through."""
    with Path(path).open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
    content = np.memmap(path, mode="r+", offset=8 + size)
    return {
        name: content[slice(*info["data_offsets"])].view(TYPES[info["dtype"]]).reshape(info["shape"])
        for name, info in header.items()
        if name != "__metadata__"
    }


def gguf_arrays(path):
    """Return the tensors of a GGUF file by name, as arrays that write through."""
    return {tensor.name: tensor.data for tensor in gguf.GGUFReader(path, "r+").tensors}


def channels(layers):
    """Yield who writes each group of channels and who reads it: names in the safetensors file and in the GGUF."""
    for i in range(layers):
        theirs, ours = f"model.layers.{i}.", f"blk.{i}."
        attention = [(f"{theirs}self_attn.{x}_proj.weight", f"{ours}attn_{x}.weight") for x in "qkv"]
        gate, up, down = [(f"{theirs}mlp.{x}_proj.weight", f"{ours}ffn_{x}.weight") for x in ("gate", "up", "down")]
        yield (f"{theirs}input_layernorm.weight", f"{ours}attn_norm.weight"), attention
        yield (f"{theirs}post_attention_layernorm.weight", f"{ours}ffn_norm.weight"), [gate, up]
        yield up, [down]
    yield ("model.norm.weight", "output_norm.weight"), [("lm_head.weight", "output.weight")]


def main():
    """Change both files, in the same way."""
    files = [safetensors_arrays(sys.argv[1]), gguf_arrays(sys.argv[2])]
    random = np.random.default_rng(18)
    layers = sum(name.endswith("mlp.up_proj.weight") for name in files[0])
    for writer, readers in channels(layers):
        factors = random.uniform(0.7, 1.4, files[0][readers[0][0]].shape[1]).astype(np.float32)
        for which, arrays in enumerate(files):
            written = arrays[writer[which]]
            written[:] = written / (factors if written.ndim == 1 else factors[:, None])
            for reader in readers:
                arrays[reader[which]][:] = arrays[reader[which]] * factors


if __name__ == "__main__":
    main()
