"""`python -m prompts.meaning`: fetch the sentence model; with `train`, make the head anew."""

import sys
from pathlib import Path

from office.settings import Settings
from prompts.meaning.head import FILE
from prompts.meaning.model import SentenceModel
from prompts.meaning.training import train
from prompts.meaning.weights import fetch

if __name__ == "__main__":
    folder = Settings.load().meaning_folder
    if why := fetch(folder):
        sys.exit(why)
    if sys.argv[1:] == ["train"]:
        Path(__file__).with_name(FILE).write_bytes(train(SentenceModel(folder)).packed())
