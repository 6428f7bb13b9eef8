"""What this part of the room says when a published table cannot be read."""


class RecordsUnreadable(Exception):
    """Base error of published records: `code` is stable, the text is a sentence for a person."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
