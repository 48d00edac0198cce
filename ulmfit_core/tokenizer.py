"""Text to ids and back: case markers, then SentencePiece unigram (Kudo 2018).

Unknown characters fall back to their bytes: any language encodes, and nothing is lost but
white space and Unicode compatibility forms (NFKC).
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import sentencepiece

from ulmfit_core.case_marking import MAJ, UP, mark_case, restore_case
from ulmfit_core.errors import InputError, ModelFileError

UNK_ID, PAD_ID, BOS_ID, EOS_ID = 0, 1, 2, 3

_MAX_MODEL_BYTES = 50 * 2**20  # a parser written in C++ reads it: refuse absurd sizes first
_THREADS = 2  # of the C++ library
_MOST_LINES = 1_000_000  # to learn a vocabulary from
_ASKED = 1000  # texts that tell what all are like
_MAX_TRAINING_CHARACTERS = 2_000  # of a line
_MAX_TRAINING_BYTES = 4 * _MAX_TRAINING_CHARACTERS  # SentencePiece skips longer lines unread
_RESERVED = "▅"  # a line with SentencePiece's own sign for what is unknown is skipped too
_TOO_FEW_PIECES = re.compile(r"smaller than required_chars\. \d+ vs (\d+)")


class Tokenizer:
    """A SentencePiece model with case markers; ids 0-3 are unk, pad, bos and eos."""

    def __init__(self, processor: Any, model: bytes) -> None:
        self._processor = processor
        self._model = model
        self.vocab_size: int = processor.vocab_size()
        self.sha256 = hashlib.sha256(model).hexdigest()

    @classmethod
    def load(cls, path: str | Path) -> Tokenizer:
        """Read a ``tokenizer.model`` file. Raises ModelFileError where it is not one of ours."""
        path = Path(path)
        if not path.is_file():
            raise ModelFileError(
                f"There is no tokenizer at {path}.", "Check that the folder is whole."
            )
        if path.stat().st_size > _MAX_MODEL_BYTES:
            raise ModelFileError(f"{path} is too large to be a tokenizer.")
        return cls.from_bytes(path.read_bytes())

    @classmethod
    def from_bytes(cls, model: bytes) -> Tokenizer:
        """The tokenizer in ``model``, a serialised SentencePiece model. Raises ModelFileError where
        it is not one of ours."""
        processor = _parse(model)
        reserved = [processor.unk_id(), processor.pad_id(), processor.bos_id(), processor.eos_id()]
        markers_known = all(processor.piece_to_id(m) != UNK_ID for m in (MAJ, UP))
        if reserved != [UNK_ID, PAD_ID, BOS_ID, EOS_ID] or not markers_known:
            raise ModelFileError(
                "This SentencePiece model was not made by ULMFiT Studio: "
                "its reserved ids or case markers differ.",
                "Use the tokenizer that came with the model.",
            )
        return cls(processor, model)

    def to_bytes(self) -> bytes:
        """The serialised SentencePiece model."""
        return self._model

    def encode(self, text: str) -> list[int]:
        """The ids of ``text``, bos first; an empty text is ``[bos]``."""
        ids: list[int] = self._processor.encode(mark_case(text), add_bos=True)
        return ids

    def encode_batch(self, texts: Sequence[str]) -> list[list[int]]:
        """``encode`` of each text, on several threads of the C++ library."""
        prepared = [mark_case(text) for text in texts]
        ids: list[list[int]] = self._processor.encode(prepared, add_bos=True, num_threads=_THREADS)
        return ids

    def spells_out(self, texts: Sequence[str]) -> bool:
        """Whether most pieces of ``texts`` are single bytes: a script it was not made for, as
        Japanese for one of English. Looks at a thousand of them.

        What a language model makes of them then only blurs what words say
        (``tests/benchmarks/RESULTS.md``, "Few labels").
        """
        some = texts[:: 1 + len(texts) // _ASKED]
        ids = list(chain.from_iterable(self.encode_batch(some)))
        return 2 * self.n_spelt_out(ids) > len(ids)

    def n_spelt_out(self, ids: Sequence[int]) -> int:
        """How many of ``ids`` are single bytes of what no piece holds."""
        n_bytes: int = sum(self._processor.is_byte([int(i) for i in ids]))
        return n_bytes

    def decode(self, ids: Sequence[int]) -> str:
        """The text that ``ids`` stand for; reserved ids vanish."""
        return restore_case(self._processor.decode([int(i) for i in ids])).strip()

    def piece(self, token_id: int) -> str:
        """The surface of one id, with ``▁`` for a space, for display."""
        piece: str = self._processor.id_to_piece(int(token_id))
        return piece


def train_tokenizer(texts: Iterable[str], vocab_size: int, *, seed: int = 0) -> Tokenizer:
    """Learn a unigram vocabulary of at most ``vocab_size`` pieces from ``texts``.

    Byte fallback takes 256 pieces of it. Fewer come out where the texts hold fewer.
    Raises InputError where there is no text at all, and where the pieces are fewer than the
    characters they have to hold.
    """
    lines = _training_lines(texts)
    first = next(lines, None)
    if first is None:
        raise InputError(
            "There is no text to learn a vocabulary from.", "Give a file that holds some."
        )
    sentencepiece.set_random_generator_seed(seed)
    sink = io.BytesIO()
    try:
        _learn(chain([first], lines), sink, vocab_size)
    except RuntimeError as error:
        least = _TOO_FEW_PIECES.search(str(error))
        if least is None:
            raise
        raise InputError(
            f"{vocab_size:,} pieces cannot hold every character of these texts.",
            f"Ask for at least {int(least[1]):,} pieces.",
        ) from error
    return Tokenizer.from_bytes(sink.getvalue())


def _learn(lines: Iterator[str], sink: io.BytesIO, vocab_size: int) -> None:
    """Write the model into ``sink``. Raises RuntimeError with the library's words."""
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=lines,
        model_writer=sink,
        vocab_size=vocab_size,
        model_type="unigram",
        unk_id=UNK_ID,
        pad_id=PAD_ID,
        bos_id=BOS_ID,
        eos_id=EOS_ID,
        user_defined_symbols=[MAJ, UP],
        byte_fallback=True,
        character_coverage=0.9995,
        normalization_rule_name="identity",  # mark_case has normalised already
        add_dummy_prefix=False,  # mark_case puts the leading space, after its marker
        remove_extra_whitespaces=False,
        hard_vocab_limit=False,
        input_sentence_size=_MOST_LINES,
        max_sentence_length=_MAX_TRAINING_BYTES,
        shuffle_input_sentence=True,
        num_threads=_THREADS,
        minloglevel=2,
    )


def _parse(model: bytes) -> Any:
    processor = sentencepiece.SentencePieceProcessor()
    try:
        processor.LoadFromSerializedProto(model)
    except (RuntimeError, UnicodeDecodeError) as error:  # which: its words hold a damaged piece
        raise ModelFileError(
            "The tokenizer is damaged or not a SentencePiece model.",
            "Copy the file again from where it came.",
        ) from error
    return processor


def _training_lines(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for line in text.splitlines():
            marked = mark_case(line.replace(_RESERVED, " "))
            for start in range(0, len(marked), _MAX_TRAINING_CHARACTERS):
                yield marked[start : start + _MAX_TRAINING_CHARACTERS]
