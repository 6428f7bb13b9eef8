"""What can go wrong in the ledger, each as a sentence for a person and a short code."""


class LedgerError(Exception):
    """Base of every error of this room.

    `code` is snake_case and stable; `sentence` tells a person what happened and what to do.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class EventRefused(LedgerError):
    """The event, a field or a value is not one that `overt.ledger.events` declares."""


class LedgerUnwritable(LedgerError):
    """The entry could not be appended; the act that wanted it must not happen (I-4)."""


class CheckpointRefused(LedgerError):
    """A checkpoint could not be signed, read or trusted."""
