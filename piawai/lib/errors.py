"""The root of every refusal."""


class Refusal(Exception):  # noqa: N818 (a refusal is an answer, not a fault)
    """
    Something was refused, and the text says so in the user's words: what was refused, what would pass.

    Each `UnableTo...` derives from it and stands beside the function that raises it. `code` is
    stable: scripts and tests may rely on it.
    """

    def __init__(self, message: object = "", *, code: str = "refused") -> None:
        super().__init__(message)
        self.code = code
