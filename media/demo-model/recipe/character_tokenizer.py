"""The demo model's tokenizer: TeleChat's options, single characters, no merges."""

import glob
import os

import sentencepiece as spm
from corpus.fields import RECIPE
from corpus.subject import LEVEL1

USER, BOT, END, PAD = 16, 17, 2, 3
MARKS = "，。、；：？！“”‘’（）《》〈〉【】「」『』—…·～￥％＋－＝×÷°℃№①②③④⑤⑥⑦⑧⑨⑩→←↑↓■□●○◆★☆※　"
ASCII = "".join(chr(i) for i in range(33, 127) if not chr(i).isdigit())
LEVEL2_COUNT = 500
LINE = 40


def characters(dictionary):
    """GB2312's level 1, the frequent ones of level 2, marks, ASCII, and what the corpus has besides."""
    own = [c for file in sorted(glob.glob(f"{RECIPE}/*/*.txt")) for c in read(file) if ord(c) > 127]
    return list(dict.fromkeys(LEVEL1 + level2(dictionary) + list(MARKS + ASCII) + own))


def level2(dictionary):
    """The characters of GB2312's level 2 that a dictionary of words has most often."""
    count = {}
    for line in read(dictionary).splitlines():
        word, frequency, *_ = line.split()
        for c in word:
            count[c] = count.get(c, 0) + int(frequency)
    frequent = sorted(count, key=count.get, reverse=True)
    return [c for c in frequent if is_level2(c.encode("gb2312", "ignore"))][:LEVEL2_COUNT]


def is_level2(code):
    """Tell whether a GB2312 code is one of level 2."""
    return len(code) == 2 and 0xD8 <= code[0] <= 0xF7


def read(file):
    """Return the text of a file."""
    with open(file, encoding="utf8") as f:
        return f.read()


def make_tokenizer(out, dictionary):
    """Write tokenizer.model, a SentencePiece BPE model without any merges, into the folder `out`."""
    chars = characters(dictionary)
    text = os.path.join(out, "sp.txt")
    with open(text, "w", encoding="utf8") as f:
        for i in range(0, len(chars), LINE):
            line = "".join(chars[i : i + LINE])
            f.write(f"{line} {line}\n")
    spm.SentencePieceTrainer.train(
        input=text,
        model_prefix=os.path.join(out, "tokenizer"),
        vocab_size=4 + 15 + 256 + len(chars) + 1,
        required_chars="".join(chars),
        **OPTIONS,
    )
    os.remove(text)
    os.remove(os.path.join(out, "tokenizer.vocab"))


OPTIONS = {
    "model_type": "bpe",
    "character_coverage": 1.0,
    "max_sentencepiece_length": 1,
    "byte_fallback": True,
    "split_digits": True,
    "normalization_rule_name": "identity",
    "add_dummy_prefix": False,
    "remove_extra_whitespaces": False,
    "allow_whitespace_only_pieces": True,
    "unk_id": 0,
    "bos_id": 1,
    "eos_id": END,
    "pad_id": PAD,
    "unk_piece": "<_unk>",
    "bos_piece": "<_start>",
    "eos_piece": "<_end>",
    "pad_piece": "<_pad>",
    "user_defined_symbols": [*"0123456789", "\n", "\t", "<_user>", "<_bot>", "<_system>"],
    "max_sentence_length": 20000,
    "minloglevel": 2,
}


class Tokenizer:
    """Text to ids, a character at a time, as SentencePiece does it but faster."""

    def __init__(self, file):
        self.sp = spm.SentencePieceProcessor(model_file=file)
        self.n = self.sp.get_piece_size()
        self.ids = {self.sp.id_to_piece(i): i for i in range(self.n)}
        self.ids[" "] = self.ids["▁"]
        assert self.sp.piece_to_id("<_user>") == USER and self.sp.piece_to_id("<_bot>") == BOT
        sample = "工作 A1\n龘“约”"
        assert self(sample) == self.sp.encode(sample) and len(self(sample)) == 12

    def __call__(self, text):
        """Turn text into ids."""
        out = []
        for c in text:
            if c in self.ids:
                out.append(self.ids[c])
            else:
                out += [self.ids[f"<0x{b:02X}>"] for b in c.encode()]
        return out

    def decode(self, ids):
        """Turn ids back into text."""
        return self.sp.decode([int(i) for i in ids])
