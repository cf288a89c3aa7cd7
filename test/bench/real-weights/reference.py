"""What transformers computes, in float32, of a checkpoint: for compare.ts.

Usage: python reference.py CHECKPOINT INPUT OUTPUT, with torch and transformers. INPUT is JSON: texts, and sequences of
token ids. OUTPUT is JSON: the texts' ids, and for each sequence the best token at every position, how far the second
best is below it, and the logits of the last position.
"""

import json
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def outcome(model, ids):
    """Return the best tokens of a sequence, their margins, and its last logits."""
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0].float()
    best = logits.topk(2, dim=-1)
    margins = (best.values[:, 0] - best.values[:, 1]).tolist()
    return {"top1": best.indices[:, 0].tolist(), "margins": margins, "last": logits[-1].tolist()}


def main():
    """Compute what the input asks for."""
    checkpoint, source, target = sys.argv[1:]
    asked = json.loads(Path(source).read_text(encoding="utf-8"))
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32).eval()
    ids = [tokenizer(text, add_special_tokens=False).input_ids for text in asked["texts"]]
    outcomes = [outcome(model, sequence) for sequence in asked["sequences"]]
    Path(target).write_text(json.dumps({"ids": ids, "outcomes": outcomes}), encoding="utf-8")


if __name__ == "__main__":
    main()
