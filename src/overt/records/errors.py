"""What the records room says when something kept cannot be read or written."""


class RecordsError(Exception):
    """Base error of this room: `code` goes into the ledger, `sentence` to a person."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class MediaUnwritable(RecordsError):
    """A sealed file could not be written; nothing of it is left."""


class BackupRefused(RecordsError):
    """A backup cannot be made or brought back as asked; nothing was changed."""


class MediaMissing(RecordsError):
    """A sealed file is not there, usually because it was erased."""
