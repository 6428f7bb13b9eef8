"""A course as it is handed to actions: content, knowledge check, who shaped it; checked when it is published."""

import hashlib
import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Question:
    """One question of a knowledge check: `right` is the index of its one right option."""

    text: str
    options: tuple[str, ...]
    right: int

    @property
    def is_sound(self) -> bool:
        """True when it has words, two different options or more and one of them right."""
        said = all(part.strip() for part in (self.text, *self.options))
        return said and len(set(self.options)) == len(self.options) >= 2 and 0 <= self.right < len(self.options)


@dataclass(frozen=True)
class CourseContent:
    """One version of a course (E-27, E-75, E-104).

    `formats` says where slides, video and handout are and in which accessible formats; `diversity_input` who from
    staff networks or communities shaped it and how; `pass_mark` is how many answers must be right.
    """

    code: str
    title: str
    content: str
    formats: str
    diversity_input: str
    questions: tuple[Question, ...]
    pass_mark: int
    supersedes_passes: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical content, hexadecimal."""
        body = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(body.encode()).hexdigest()
