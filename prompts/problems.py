"""What is wrong in an owner's file: the file, the line, the mistake, and what is allowed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PromptProblem:
    """One mistake, to be shown to the owner; the last good version stays in use."""

    file: str
    line: int | None
    message: str

    @property
    def text(self) -> str:
        """One plain sentence for the page and the log."""
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.message}."

    def __str__(self) -> str:
        return self.text


class PromptError(Exception):
    """A file of the owner cannot be used; mend it and it is taken up by itself."""

    permanent = True

    def __init__(self, problem: PromptProblem) -> None:
        """Carry the mistake."""
        super().__init__(problem.text)
        self.problem = problem
