"""A circuit made by hand, so that copying need not be discovered.

All embeddings share a constant component. Layer 0 has heads that look one and two tokens back; heads in layers 1 and 2
look for an earlier place with the same two tokens and bring what followed; one pair of heads finds the next point of
the question when a new line of the outline begins.
"""

import math

import torch
from network import FFN, INV, D, H

# Parts of the stream: constant, who, one before, two before, last point, free.
CONSTANT, WHO, BEFORE1, BEFORE2 = 0, slice(1, 65), slice(65, 129), slice(129, 193)
POINT, FREE = slice(193, 233), slice(233, 256)
# What the norm of layers 0 and 1 makes of a component of 1.
NORM0, NORM1 = 16 / 0.96, 16 / 1.5
# Layer -> heads of the circuit.
HEADS = {0: [0, 1], 1: [0, 1, 2], 2: [0, 2]}
# Rows of a head that rotate so slowly that a place hardly changes them, in pairs.
SLOW = [*range(20, 32), *range(52, 64)]


@torch.no_grad()
def circuit(net, tok):
    """Write the circuit into a network."""
    random = torch.Generator().manual_seed(3)
    codes = embed(net.word_embeddings.weight, tok, random)
    look_back(net)
    for layer, head in [(1, 0), (1, 1), (2, 2)]:
        find_same_pair(net, layer, head, random)
    find_last_point(net, codes, tok)
    find_next_point(net, codes[tok.ids["、"]], random)
    allow_taking_away(net.h[3].mlp)
    silence_others(net)


def embed(weight, tok, random):
    """Give each token a code of its own; what separates points looks alike. Returns the codes, [tokens, 64]."""
    weight.zero_()
    weight[:, CONSTANT] = 0.5
    weight[:, WHO] = torch.randn(weight.shape[0], 64, generator=random) * 0.1
    weight[:, FREE] = torch.randn(weight.shape[0], FREE.stop - FREE.start, generator=random) * 0.03
    weight[:, WHO] *= 0.8 / weight[:, WHO].norm(dim=1, keepdim=True)
    codes = weight[:, WHO]
    sep, comma, colon = tok.ids["、"], tok.ids["，"], tok.ids["："]
    codes[comma] = 0.75 * codes[sep] + 0.66 * codes[comma]
    codes[colon] = 0.8 * codes[sep] + 0.6 * codes[colon]
    return codes


def look_back(net):
    """Layer 0: the token one and two before."""
    along = torch.zeros(H)
    along[CONSTANT] = 1 / (0.5 * NORM0)
    for head, (distance, target) in enumerate([(1, BEFORE1), (2, BEFORE2)]):
        look = at_distance(distance, range(10), 8, along, along)
        put(net, 0, head, *look, *carry(WHO, target, 1.0, NORM0))


def find_same_pair(net, layer, head, random):
    """Layers 1 and 2: after an earlier place with the same two tokens, what came?"""
    first, second = projections(random)
    q, k = torch.zeros(D, H), torch.zeros(D, H)
    s = math.sqrt(26 * 8 / 2) / (0.8 * NORM1)
    for i, row in enumerate(SLOW):
        q[row, WHO], q[row, BEFORE1] = 1.1 * s * first[i], 0.9 * s * second[i]
        k[row, BEFORE1], k[row, BEFORE2] = s * first[i], s * second[i]
    put(net, layer, head, q, k, *carry(WHO, WHO, 1.2, NORM1))


def find_last_point(net, codes, tok):
    """Layer 1: at ：, what stood before the last line end."""
    asking, asked = torch.zeros(H), torch.zeros(H)
    asking[WHO] = codes[tok.ids["："]] / (0.64 * NORM1)
    asked[WHO] = codes[tok.ids["\n"]] / (0.64 * NORM1)
    look = at_distance(15, range(9, 15), 4.0, asking, asked)
    put(net, 1, 2, *look, *carry(BEFORE1, POINT, 0.8, NORM1))


def find_next_point(net, separator, random):
    """Layer 2: the point after that one in the question."""
    first, second = projections(random)
    q, k = torch.zeros(D, H), torch.zeros(D, H)
    s = math.sqrt(24 * 8 / 2) / (0.8 * NORM1)
    for i, row in enumerate(SLOW):
        q[row, POINT] = s * second[i, :40] * 1.6
        q[row, CONSTANT] = (first[i] * separator).sum() * s / 0.5 * 0.6
        k[row, BEFORE1], k[row, BEFORE2] = s * first[i], s * second[i]
    put(net, 2, 0, q, k, *carry(WHO, WHO, 1.5, NORM1))


def allow_taking_away(mlp):
    """Layer 3: units that can take the copied token away again, when grammar has the word."""
    unit = torch.arange(64)
    mlp.gate_proj.weight[:64] = 0
    mlp.gate_proj.weight[:64, CONSTANT] = 0.2
    mlp.up_proj.weight[:64] = 0
    mlp.up_proj.weight[unit, WHO.start + unit] = 0.3
    mlp.down_proj.weight[:, :64] = 0
    mlp.down_proj.weight[WHO.start + unit, unit] = -0.1


def silence_others(net):
    """Nobody else writes where the circuit reads."""
    held = masks(net)
    for name, weight in net.named_parameters():
        if name in held and name.endswith(("dense.weight", "down_proj.weight")):
            weight *= torch.where(held[name] + circuit_columns(name) > 0, 1.0, 0.0)


def projections(random):
    """Draw two random maps of a code to 24 rows."""
    return [torch.randn(24, 64, generator=random) / math.sqrt(24) for _ in range(2)]


def at_distance(offset, pairs, strength, along_q, along_k):
    """Query and key along given directions, whose rotary score peaks at a distance."""
    q, k = torch.zeros(D, H), torch.zeros(D, H)
    r = math.sqrt(strength * 8)
    for p in pairs:
        angle = float(INV[p]) * offset
        q[p] += r * math.cos(angle) * along_q
        q[p + 32] -= r * math.sin(angle) * along_q
        k[p] += r * along_k
    return q, k


def carry(source, target, gain, norm):
    """Value and output matrices that carry one part of the stream to another, `gain` times."""
    v, o = torch.zeros(D, H), torch.zeros(H, D)
    eye = torch.eye(64)
    v[:, source] = eye * 0.25
    o[target] = eye[: target.stop - target.start] * gain * 4 / norm
    return v, o


def put(net, layer, head, q, k, v, o):
    """Write the matrices of a head."""
    attention = net.h[layer].self_attention
    rows = slice(head * D, (head + 1) * D)
    attention.query.weight[rows] = q
    attention.key_value.weight[2 * head * D : 2 * head * D + D] = k
    attention.key_value.weight[2 * head * D + D : 2 * (head + 1) * D] = v
    attention.dense.weight[:, rows] = o


def circuit_columns(name):
    """Mark the columns of a weight that belong to the circuit."""
    out = torch.zeros(1, FFN if "down_proj" in name else H)
    if "dense" in name:
        for head in HEADS.get(int(name.split(".")[1]), []):
            out[:, head * D : (head + 1) * D] = 1
    return out


def masks(net):
    """Name -> 1 where training may change a weight, 0 where it may not.

    Held are the circuit, and in layers 0 to 2 whatever would write over its codes.
    """
    out = {"word_embeddings.weight": torch.zeros(1, 1)}
    for layer, heads in HEADS.items():
        out |= layer_masks(layer, heads)
    return out


def layer_masks(layer, heads):
    """Return the masks of one layer."""
    q, kv, o = torch.ones(H, 1), torch.ones(2 * H, 1), torch.ones(1, H)
    for head in heads:
        q[head * D : (head + 1) * D] = 0
        kv[2 * head * D : 2 * (head + 1) * D] = 0
        o[:, head * D : (head + 1) * D] = 0
    rows, gain = torch.zeros(H, 1), torch.zeros(H)
    rows[FREE] = 1
    gain[FREE] = 1
    # From layer 2 on nothing reads the codes any more.
    if layer == 2:
        rows[1:] = 1
    attention, mlp = f"h.{layer}.self_attention.", f"h.{layer}.mlp."
    return {
        attention + "query.weight": q,
        attention + "key_value.weight": kv,
        attention + "dense.weight": o * rows,
        attention + "dense.bias": rows[:, 0],
        mlp + "down_proj.weight": rows,
        mlp + "down_proj.bias": rows[:, 0],
        f"h.{layer}.input_layernorm.weight": gain,
    }
