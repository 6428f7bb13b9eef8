"""What an action says when it does nothing: the code for the ledger and logs, the sentence for a person."""


class ActionRefused(Exception):
    """Base error of this room. Nothing was changed."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class NotRecorded(ActionRefused):
    """The act could not be recorded (ledger, database or disk), so it was not done: comparison must stop (I-4)."""


class TappedAlready(ActionRefused):
    """The same form was sent before and its act was done then: a page answers as it did the first time."""

    def __init__(self) -> None:
        super().__init__("tapped_already", "This was recorded already, by the same press.")
