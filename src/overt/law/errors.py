"""What the law room says when something may not be done; every error is a sentence and carries a code."""


class LawError(Exception):
    """Base error of this room: `code` goes into the ledger, `sentence` to a person."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class NotPermitted(LawError):
    """This person may not take this act now."""


class NotAllowed(LawError):
    """The deployment is not in a state, or lacks a precondition, for this step."""


class PackInvalid(LawError):
    """A law pack is incomplete, unsourced or malformed."""


class RegisterInvalid(LawError):
    """The register of clauses and controls is incomplete, contradicts itself or is malformed."""
