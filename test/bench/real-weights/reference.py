"""What transformers computes of a checkpoint in float32: for reference.mjs.

Usage: python reference.py CHECKPOINT FOLDER, with torch and transformers. FOLDER/asked.json is a list of texts or token
ids; FOLDER/ids.json becomes the ids of each, and FOLDER/N.bin the logits of the Nth, [tokens, vocabulary] float32.
"""

import json
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def main():
    """Compute what the folder asks for."""
    checkpoint, folder = sys.argv[1], Path(sys.argv[2])
    asked = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    texts = [tokenizer(text, add_special_tokens=False).input_ids if isinstance(text, str) else text for text in asked]
    (folder / "ids.json").write_text(json.dumps(texts), encoding="utf-8")
    model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32).eval()
    for number, ids in enumerate(texts):
        with torch.no_grad():
            model(torch.tensor([ids])).logits[0].numpy().tofile(folder / f"{number}.bin")


if __name__ == "__main__":
    main()
