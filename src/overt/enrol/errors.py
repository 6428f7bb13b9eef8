"""The one family of errors of this room; each is a sentence to act on and a short code for the ledger."""


class EnrolError(Exception):
    """Base of everything `overt.enrol` raises."""

    code = "enrol"

    def __init__(self, sentence: str, code: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        if code is not None:
            self.code = code


class MessageRefused(EnrolError):
    """A message between the service and its reader was not exactly in the agreed form."""

    code = "message-refused"


class SandboxUnavailable(EnrolError):
    """This machine cannot lock the reader up, so no picture is read on it."""

    code = "sandbox-unavailable"


class ReaderUnavailable(EnrolError):
    """The reader did not start: engine missing, wrong weights, or no sandbox."""

    code = "reader-unavailable"
