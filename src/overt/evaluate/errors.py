"""What the evaluate room says when a plan, a cohort or a score file cannot be used."""


class EvaluateError(Exception):
    """Base error of this room: `code` is stable, `sentence` is for a person and says what to change."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class PlanInvalid(EvaluateError):
    """The plan does not say what a plan must say, or contradicts itself."""


class CohortRefused(EvaluateError):
    """A cohort's people, pictures or groups cannot be used as the plan wants."""


class ScoresRefused(EvaluateError):
    """A score file is not usable, or is of another engine."""


class RunRefused(EvaluateError):
    """A run cannot start, or cannot go on from where it stopped."""
