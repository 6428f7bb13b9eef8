"""What can go wrong between processes, in sentences; refuses to carry a picture or a name in one."""


class BusError(Exception):
    """Base of every error of this room: `code` is snake_case and stable, `sentence` is for a person."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class PreviewUnavailable(BusError):
    """The preview slot cannot be had; comparison goes on without a preview."""
