"""Print some samples of the corpus, for reading.

Usage: python3 show.py [SEED]
"""

import random
import sys

from corpus import chat, conversations, plain_text, revisions

if __name__ == "__main__":
    rng = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
    makers = [conversations.dialog, conversations.section, conversations.direct, conversations.copying]
    makers += [revisions.revision, revisions.revision, revisions.title, chat.small_talk]
    for make in makers:
        for question, answer in make(rng):
            print("USER", question, "\nBOT ", answer, len(answer), "\n")
    print(plain_text.plain_text(rng))
