"""`python -m prompts.meaning`: fetch the sentence model and weigh the sayings once."""

import sys

from office.settings import Settings
from prompts.meaning.model import SentenceModel
from prompts.meaning.topics import Topics
from prompts.meaning.weights import fetch

if __name__ == "__main__":
    folder = Settings.load().meaning_folder
    if why := fetch(folder):
        sys.exit(why)
    Topics.learn(SentenceModel(folder), folder)
