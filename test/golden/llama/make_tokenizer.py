"""A small tokenizer.json as Llama has it (BPE, byte fallback), and what Hugging Face's library makes of texts with it.

Usage: python make_tokenizer.py, with tokenizers. Writes tokenizer.json and tokenizer-golden.json beside this file.
"""

import json
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, trainers

HERE = Path(__file__).parent
CORPUS = ["the quick brown fox jumps over the lazy dog", "我们今天写一份工作总结，明天写一份计划。"] * 4
TEXTS = [
    "the fox writes",
    "今天我们写计划。",
    "  two  spaces\n\tand 🦊 emoji 龘",
    "<s>user</s> text",
    "",
]


def main():
    """Write the tokenizer and its golden texts."""
    byte_pieces = [f"<0x{byte:02X}>" for byte in range(256)]
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, fuse_unk=True, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=["<unk>", *byte_pieces])
    tokenizer.train_from_iterator(CORPUS, trainer)
    # Byte pieces are a part of the vocabulary, not added tokens.
    described = json.loads(tokenizer.to_str())
    described["added_tokens"] = []
    tokenizer = Tokenizer.from_str(json.dumps(described))
    tokenizer.add_special_tokens([AddedToken("<s>", normalized=False), AddedToken("</s>", normalized=False)])
    tokenizer.save(str(HERE / "tokenizer.json"), pretty=False)
    golden = []
    for text in TEXTS:
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        decoded = tokenizer.decode(ids, skip_special_tokens=True)
        golden.append({"text": text, "ids": ids, "decoded": decoded})
    (HERE / "tokenizer-golden.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
