"""The errors a user can mend; anything else that escapes is our own bug."""

from __future__ import annotations


class UlmfitError(Exception):
    """Something in the user's world went wrong; shown as a sentence, never as a traceback.

    ``message`` says what happened and what was kept, ``hint`` what to do next.
    The command exits with 2.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InputError(UlmfitError):
    """A corpus file, column or label that cannot be used as it is."""


class MemoryShortage(UlmfitError):
    """The memory of the computer or of its graphics card did not suffice."""


class ModelFileError(UlmfitError):
    """A model, base model or tokenizer file that is damaged, foreign or mismatched."""


class StorageError(UlmfitError):
    """The disk is full, read-only or gone; what was whole before is whole still."""
