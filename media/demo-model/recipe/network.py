"""TeleChat's network, 7B flavour (tied head), in the demo model's size."""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

H, L, NH, FFN = 256, 6, 4, 896
D = H // NH


class RMS(nn.Module):
    """A norm without mean and bias."""

    def __init__(self, d):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(d))

    def forward(self, x):
        """Compute the output."""
        return F.rms_norm(x, (x.shape[-1],), self.weight, 1e-5)


# TeleChat's table for ntk_base_seqlen 8192, up to 8192 tokens.
INV = 1.0 / 10000 ** (torch.arange(0, D, 2).float() / D)
ANGLES = torch.outer(torch.arange(8192).float(), INV).repeat(1, 2)
COS, SIN = ANGLES.cos(), ANGLES.sin()


def rot(x, at=0):
    """Rotate queries or keys of the tokens from position `at` on."""
    t = x.shape[2]
    a, b = x.chunk(2, -1)
    return x * COS[at : at + t].to(x.dtype) + torch.cat((-b, a), -1) * SIN[at : at + t].to(x.dtype)


class Attn(nn.Module):
    """Causal attention; a cache is a list that holds keys and values, empty at first."""

    def __init__(self):
        super().__init__()
        self.query = nn.Linear(H, H, bias=False)
        self.key_value = nn.Linear(H, 2 * H, bias=False)
        self.dense = nn.Linear(H, H)

    def forward(self, x, cache=None, mask=None):
        """Compute the output."""
        b, t, _ = x.shape
        q = self.query(x).view(b, t, NH, D).transpose(1, 2)
        # Of each head the key, then the value.
        k, v = self.key_value(x).view(b, t, NH, 2 * D).transpose(1, 2).split(D, -1)
        at = cache[0].shape[2] if cache else 0
        q, k = rot(q, at), rot(k, at)
        if cache is not None:
            if cache:
                k, v = torch.cat((cache[0], k), 2), torch.cat((cache[1], v), 2)
            cache[:] = [k, v]
        if self.training:
            # Plain products: on a slow CPU several times as fast backwards as the fused kernel.
            a = (q * D**-0.5) @ k.transpose(-1, -2) + torch.full((t, t), float("-inf"), dtype=q.dtype).triu(1)
            y = a.softmax(-1).to(v.dtype) @ v
        else:
            y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=mask is None and t > 1)
        return self.dense(y.transpose(1, 2).reshape(b, t, H))


class MLP(nn.Module):
    """SwiGLU."""

    def __init__(self):
        super().__init__()
        self.gate_proj = nn.Linear(H, FFN, bias=False)
        self.up_proj = nn.Linear(H, FFN, bias=False)
        self.down_proj = nn.Linear(FFN, H)

    def forward(self, x):
        """Compute the output."""
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Block(nn.Module):
    """One layer."""

    def __init__(self):
        super().__init__()
        self.input_layernorm = RMS(H)
        self.self_attention = Attn()
        self.post_attention_layernorm = RMS(H)
        self.mlp = MLP()

    def forward(self, x, cache=None, mask=None):
        """Compute the output."""
        x = x + self.self_attention(self.input_layernorm(x), cache, mask).float()
        return x + self.mlp(self.post_attention_layernorm(x)).float()


class Model(nn.Module):
    """The whole network; its head is the embedding."""

    def __init__(self, vocab):
        super().__init__()
        self.word_embeddings = nn.Embedding(vocab, H)
        self.h = nn.ModuleList([Block() for _ in range(L)])
        self.ln_f = RMS(H)

    def hidden(self, x, caches=None, mask=None):
        """Compute what the last layer gives for ids [batch, tokens]."""
        x = self.word_embeddings(x)
        for i, b in enumerate(self.h):
            x = b(x, caches[i] if caches else None, mask)
        return x

    def head(self, x):
        """Compute logits."""
        return F.linear(self.ln_f(x), self.word_embeddings.weight)

    def forward(self, x):
        """Compute the output."""
        return self.head(self.hidden(x))


def new_net(vocab):
    """Make a network with random weights; those that write into the stream are smaller."""
    net = Model(vocab)
    for n, p in net.named_parameters():
        writes = n.endswith(("dense.weight", "down_proj.weight"))
        if p.dim() == 2:
            nn.init.normal_(p, 0, 0.02 / (math.sqrt(2 * L) if writes else 1))
        elif n.endswith("bias"):
            nn.init.zeros_(p)
    return net
