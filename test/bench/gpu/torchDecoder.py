"""A plain PyTorch float16 decoder of TeleChat-7B's shape with random weights: what running the official code comes to.

Prints the device's copy bandwidth, then prefill and decode tokens per second at several lengths of context.
Usage: python3 torchDecoder.py [128,2048,8192]
"""

import json
import statistics
import sys
import time

import torch
import torch.nn.functional as F

LAYERS, HIDDEN, HEADS, FFN, VOCAB = 30, 4096, 32, 12288, 160256
HEAD = HIDDEN // HEADS
DECODED = 64
DEVICE, TYPE = "cuda", torch.float16


def weight(*shape):
    """Random weights."""
    return torch.randn(*shape, device=DEVICE, dtype=TYPE) * 0.02


def bandwidth():
    """Bytes a second that copying on the device moves, reads and writes together."""
    source = torch.empty(2**30, device=DEVICE, dtype=torch.float32)
    target = torch.empty_like(source)
    times = []
    for _ in range(12):
        torch.cuda.synchronize()
        start = time.perf_counter()
        target.copy_(source)
        torch.cuda.synchronize()
        times.append(time.perf_counter() - start)
    return 2 * source.numel() * 4 / statistics.median(times[2:])


class Decoder:
    """The network, layer by layer, with a cache that grows by concatenation."""

    def __init__(self):
        self.embedding = weight(VOCAB, HIDDEN)
        self.layers = [
            {
                "norm1": torch.ones(HIDDEN, device=DEVICE, dtype=TYPE),
                "norm2": torch.ones(HIDDEN, device=DEVICE, dtype=TYPE),
                "query": weight(HIDDEN, HIDDEN),
                "key_value": weight(2 * HIDDEN, HIDDEN),
                "dense": weight(HIDDEN, HIDDEN),
                "dense_bias": weight(HIDDEN),
                "gate": weight(FFN, HIDDEN),
                "up": weight(FFN, HIDDEN),
                "down": weight(HIDDEN, FFN),
                "down_bias": weight(HIDDEN),
            }
            for _ in range(LAYERS)
        ]
        frequencies = 1 / 10000 ** (torch.arange(0, HEAD, 2, device=DEVICE).float() / HEAD)
        angles = torch.outer(torch.arange(16384, device=DEVICE).float(), frequencies)
        angles = torch.cat((angles, angles), -1)
        self.cos, self.sin = angles.cos().to(TYPE), angles.sin().to(TYPE)

    def rotate(self, x, past):
        """Rotate queries or keys that come after `past` tokens."""
        cos, sin = (t[past : past + x.shape[2]] for t in (self.cos, self.sin))
        half = torch.cat((-x[..., HEAD // 2 :], x[..., : HEAD // 2]), -1)
        return x * cos + half * sin

    @torch.inference_mode()
    def forward(self, ids, cache):
        """Logits of the last token, and the cache with the new tokens."""
        past = cache[0][0].shape[2] if cache else 0
        x = F.embedding(ids, self.embedding)
        batch, length, _ = x.shape
        new = []
        for index, w in enumerate(self.layers):
            h = F.rms_norm(x, (HIDDEN,), w["norm1"], 1e-5)
            q = F.linear(h, w["query"]).view(batch, length, HEADS, HEAD).transpose(1, 2)
            kv = F.linear(h, w["key_value"]).view(batch, length, HEADS, 2 * HEAD).transpose(1, 2)
            k, v = kv.split(HEAD, -1)
            q, k = self.rotate(q, past), self.rotate(k, past)
            if cache:
                k = torch.cat((cache[index][0], k), 2)
                v = torch.cat((cache[index][1], v), 2)
            new.append((k, v))
            attention = F.scaled_dot_product_attention(q, k, v, is_causal=past == 0)
            attention = attention.transpose(1, 2).reshape(batch, length, HIDDEN)
            x = x + F.linear(attention, w["dense"], w["dense_bias"])
            h = F.rms_norm(x, (HIDDEN,), w["norm2"], 1e-5)
            h = F.silu(F.linear(h, w["gate"])) * F.linear(h, w["up"])
            x = x + F.linear(h, w["down"], w["down_bias"])
        return F.linear(F.rms_norm(x[:, -1:], (HIDDEN,), self.layers[0]["norm1"], 1e-5), self.embedding), new

    def measure(self, prompt):
        """Tokens per second of prefill and decoding."""
        ids = torch.arange(prompt, device=DEVICE).mul(7919).add(11).remainder(VOCAB)[None]
        speeds = []
        for _ in range(4):
            torch.cuda.synchronize()
            start = time.perf_counter()
            logits, cache = self.forward(ids, None)
            token = logits[0, -1].argmax().item()
            first = time.perf_counter()
            for _ in range(DECODED):
                logits, cache = self.forward(torch.tensor([[token]], device=DEVICE), cache)
                token = logits[0, -1].argmax().item()
            end = time.perf_counter()
            speeds.append((prompt / (first - start), DECODED / (end - first)))
        prefill, decode = (statistics.median(column) for column in zip(*speeds[1:]))
        return {"prompt": prompt, "prefillTokensPerSecond": round(prefill), "decodeTokensPerSecond": round(decode, 1)}


print(json.dumps({"device": torch.cuda.get_device_name(), "bytesPerSecond": round(bandwidth())}), flush=True)
decoder = Decoder()
for prompt in (sys.argv[1] if len(sys.argv) > 1 else "128,2048,8192").split(","):
    print(json.dumps(decoder.measure(int(prompt))), flush=True)
