"""Markdown as the owner's files use it: a heading names a section, the text below is its value."""

from prompts.document import Document
from prompts.problems import PromptError, PromptProblem


def read_sections(file: str, text: str) -> Document:
    """Read `## name` sections; what stands before the first one is for the reader only.

    Raises:
        PromptError: a heading stands twice, or there is none.
    """
    content: dict[str, str] = {}
    lines: dict[tuple[str | int, ...], int] = {(): 1}
    name = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("## "):
            name = line[3:].strip()
            if name in content:
                message = f'the heading "{name}" stands here twice; keep one of them'
                raise PromptError(PromptProblem(file, number, message))
            content[name], lines[(name,)] = "", number
        elif name:
            content[name] = f"{content[name]} {line.strip()}".strip()
    if not content:
        message = 'no section found; write "## unknown" above the greeting for strangers'
        raise PromptError(PromptProblem(file, 1, message))
    return Document(file, content, lines)
