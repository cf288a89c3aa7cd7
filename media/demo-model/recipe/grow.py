"""Make a larger network that computes the same as a smaller one: more units in each MLP, more layers at the end.

Usage: python3 grow.py SMALL/model.safetensors OUT_DIR
What is new draws random weights where it reads and zeros where it writes, so that training begins where it was.
"""

import json
import os
import struct
import sys

import numpy as np
import torch
from network import new_net

from checkpoint import save

TYPES = {"F16": np.float16, "F32": np.float32}


def read(path):
    """Read the tensors of a safetensors file, with or without the official prefix."""
    with open(path, "rb") as f:
        raw = f.read()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        values = np.frombuffer(raw[start:end], dtype=TYPES[entry["dtype"]]).astype(np.float32)
        tensors[name.removeprefix("transformer.")] = torch.from_numpy(values.reshape(entry["shape"]))
    return tensors


@torch.no_grad()
def grow(net, small):
    """Write the small network's weights into a larger one."""
    for name, weight in net.named_parameters():
        if name.endswith(("dense.weight", "down_proj.weight")):
            weight.zero_()
        if name in small:
            part = small[name]
            weight[tuple(slice(size) for size in part.shape)] = part


if __name__ == "__main__":
    small = read(sys.argv[1])
    torch.manual_seed(1)
    net = new_net(small["word_embeddings.weight"].shape[0])
    grow(net, small)
    os.makedirs(sys.argv[2], exist_ok=True)
    save(net, sys.argv[2])
