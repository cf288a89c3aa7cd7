"""Small tokenizers whose flags change ids and texts, and what Hugging Face's library makes of texts with each.

Usage: python make_flags.py, with tokenizers. Writes tokenizer-flags.json beside this file.
"""

import json
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

CORPUS = [
    "the quick brown fox jumps over the lazy dog. It's 2026, isn't it? Café naïve",
    "我们今天写一份工作总结，明天写一份计划。第１２期 ２０２６年①",
    "Hello HELLO world don't user  two  spaces",
] * 4
TEXTS = [
    "the fox writes",
    "  two  spaces\n\tand 🦊 龘",
    "<s>user</s> text",
    "a<|x|>b <|x|> c",
    "Café ＡＢＣ １２３ ﬁ ① Hello",
    "don't isn't 12345 6-7!!",
    "我<|x|> 们\n\n写▁the ",
]
GPT4 = r"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
BYTES = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
METASPACE = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"}
JOINED = [
    {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
    {"type": "ByteFallback"},
    {"type": "Fuse"},
]
SPECIAL = ["<s>", "</s>", "<|x|>"]


def byte_level():
    """Byte-level BPE, as Qwen has it."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=420, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    return with_special(tokenizer)


def pieces():
    """BPE with byte fallback, as Llama has it."""
    byte_pieces = [f"<0x{byte:02X}>" for byte in range(256)]
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, fuse_unk=True, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    special = ["<unk>", *byte_pieces]
    trainer = trainers.BpeTrainer(vocab_size=420, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    # Byte pieces are a part of the vocabulary, not added tokens.
    described = json.loads(tokenizer.to_str())
    described["added_tokens"] = []
    return with_special(Tokenizer.from_str(json.dumps(described)))


def with_special(tokenizer):
    """Add the special tokens and describe the whole."""
    tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in SPECIAL])
    return json.loads(tokenizer.to_str())


def after(*steps):
    """Pre-tokenizers, then bytes."""
    return {"pre_tokenizer": {"type": "Sequence", "pretokenizers": [*steps, {**BYTES, "use_regex": False}]}}


def split(pattern, behavior, invert=False):
    """Describe a pre-tokenizer that splits."""
    return {"type": "Split", "pattern": pattern, "behavior": behavior, "invert": invert}


def meta(**fields):
    """Metaspace in the place of the normalizer."""
    return {"normalizer": None, "pre_tokenizer": {**METASPACE, **fields}}


def normalizer(**fields):
    """Describe a normalizer of one step."""
    return {"normalizer": fields}


VARIANTS = {
    "bytes": {
        "nothing else": {},
        "NFC": normalizer(type="NFC"),
        "NFKC": normalizer(type="NFKC"),
        "lower case": normalizer(type="Lowercase"),
        "no accents": normalizer(type="Sequence", normalizers=[{"type": "NFD"}, {"type": "StripAccents"}]),
        "replaced text": normalizer(type="Replace", pattern={"Regex": " {2,}"}, content="▁"),
        "a space before": {"pre_tokenizer": {**BYTES, "add_prefix_space": True}},
        "no expression": {"pre_tokenizer": {**BYTES, "use_regex": False}},
        "a split": after(split({"Regex": GPT4}, "Isolated")),
        "a split that keeps matches": after(split({"Regex": GPT4}, "Removed", True)),
        "digits": after({"type": "Digits", "individual_digits": True}),
        "numbers": after({"type": "Digits", "individual_digits": False}),
        "marks": after({"type": "Punctuation", "behavior": "Isolated"}),
        "words": after({"type": "Whitespace"}),
        "a token that takes spaces": {"added": {"lstrip": True, "rstrip": True}},
        "a token in normalised text": {
            **normalizer(type="Replace", pattern={"String": "ab"}, content="<|x|>"),
            "added": {"normalized": True, "special": False},
        },
        "merges that are ignored": {"model": {"ignore_merges": True}},
    },
    "pieces": {
        "nothing else": {},
        "words": meta(split=True),
        "words, the first marked": meta(split=True, prepend_scheme="first"),
        "no words": meta(split=False),
        "no mark": meta(split=False, prepend_scheme="never"),
        "no bytes": {"model": {"byte_fallback": False}},
        "each unknown by itself": {"model": {"byte_fallback": False, "fuse_unk": False}},
        "the first space kept": {"decoder": {"type": "Sequence", "decoders": JOINED}},
        "a token that is no special one": {"added": {"special": False}},
    },
}


def changed(base, change):
    """Make a tokenizer.json with a change."""
    fields = {key: value for key, value in change.items() if key not in ("added", "model")}
    described = {**base, **fields, "model": {**base["model"], **change.get("model", {})}}
    last = {**base["added_tokens"][-1], **change.get("added", {})}
    return {**described, "added_tokens": [*base["added_tokens"][:-1], last]}


def main():
    """Write the tokenizers and what comes of them."""
    bases = {"bytes": byte_level(), "pieces": pieces()}
    variants = []
    for base, changes in VARIANTS.items():
        for name, change in changes.items():
            tokenizer = Tokenizer.from_str(json.dumps(changed(bases[base], change)))
            cases = []
            for text in TEXTS:
                ids = tokenizer.encode(text, add_special_tokens=False).ids
                cases.append([text, ids, tokenizer.decode(ids, skip_special_tokens=True)])
            variants.append({"base": base, "name": name, "change": change, "cases": cases})
    golden = json.dumps({"bases": bases, "variants": variants}, ensure_ascii=False)
    (Path(__file__).parent / "tokenizer-flags.json").write_text(golden + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
