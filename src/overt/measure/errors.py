"""What the measure room says when a number would mislead or cannot be had."""


class MeasureError(Exception):
    """Base error of this room: `code` is stable, `sentence` is for a person."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
