"""Word lists by language: what the parsers look for is data, so that a language is a folder."""

from agent.spoken.languages.lists import ENGLISH, listed, words

__all__ = ["ENGLISH", "listed", "words"]
