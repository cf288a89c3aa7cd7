"""Tiny checkpoints of Llama's layout with random weights, and what transformers computes with them, in float32.

Usage: python make.py, with torch and transformers. Writes the folders of checkpoints and golden.json beside this file.
"""

import json
import shutil
from pathlib import Path

import torch
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

HERE = Path(__file__).parent
SIZES = {
    "vocab_size": 96,
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 32,
    "eos_token_id": 2,
}
LENGTHS = [7, 32, 100]
STRETCHED = {"factor": 4.0, "original_max_position_embeddings": 32, "rope_theta": 10_000.0}
ROTARY = {
    "default": {"rope_type": "default", "rope_theta": 500.0},
    "linear": {"rope_type": "linear", "rope_theta": 10_000.0, "factor": 3.0},
    "dynamic": {"rope_type": "dynamic", "rope_theta": 10_000.0, "factor": 2.0},
    "yarn": {"rope_type": "yarn", **STRETCHED},
    "llama3": {"rope_type": "llama3", "low_freq_factor": 1.0, "high_freq_factor": 4.0, **STRETCHED},
}


def models():
    """Name of the folder, model, variants of its rotary embedding."""
    llama = LlamaConfig(**SIZES, head_dim=16, tie_word_embeddings=False)
    yield "llama", LlamaForCausalLM(llama), ROTARY
    qwen2 = Qwen2Config(**SIZES, tie_word_embeddings=True)
    yield "qwen2", Qwen2ForCausalLM(qwen2), {"default": ROTARY["default"]}
    qwen3 = Qwen3Config(**SIZES, head_dim=32, tie_word_embeddings=True)
    yield "qwen3", Qwen3ForCausalLM(qwen3), {"default": ROTARY["default"]}


def randomise(model):
    """Norms and biases too, which would be ones and zeros."""
    with torch.no_grad():
        for name, weight in model.named_parameters():
            is_norm = "norm" in name
            weight.copy_((torch.randn_like(weight) * 0.1 + is_norm).half())


def outcome(model, ids):
    """Return the last logits of a sequence, and the best token at every position."""
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0]
    last = [float(f"{value:.7g}") for value in logits[-1].tolist()]
    return {"last_logits": last, "top1": logits.argmax(-1).tolist()}


def main():
    """Write the checkpoints and their golden vectors."""
    torch.manual_seed(0)
    prompts = [torch.randint(3, 96, (length,)).tolist() for length in LENGTHS]
    cases = {}
    for name, model, variants in models():
        randomise(model)
        folder = HERE / name
        shutil.rmtree(folder, ignore_errors=True)
        model.half().save_pretrained(folder)
        (folder / "generation_config.json").unlink()
        written = json.loads((folder / "config.json").read_text())
        for variant, rope in variants.items():
            config = type(model.config)(**{**written, "rope_parameters": rope})
            reference = type(model)(config).eval()
            reference.load_state_dict(model.float().state_dict())
            case = {"rope_parameters": rope, "outcomes": [outcome(reference, ids) for ids in prompts]}
            cases[f"{name} {variant}"] = case
    (HERE / "golden.json").write_text(json.dumps({"prompts": prompts, "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
