"""Text to ids and back: case markers, then SentencePiece unigram (Kudo 2018).

Mark-up that stands for a space or one character goes first: ``<br />``, ``&amp;``. Then
text is lower-cased without losing its case: ``xxmaj`` announces a capitalised letter,
``xxup`` a run of capitals, each put *before* the space of its word, so that a word has
one piece whatever its case and every marker costs one token. Unknown characters fall
back to their bytes: any language encodes, and nothing is lost but white space and
Unicode compatibility forms (NFKC). Every step is linear in the length of the text.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import sentencepiece

from ulmfit_core.errors import InputError, ModelFileError
from ulmfit_core.normal_form import nfkc

UNK_ID, PAD_ID, BOS_ID, EOS_ID = 0, 1, 2, 3
MAJ, UP = "xxmaj", "xxup"

_MAX_MODEL_BYTES = 50 * 2**20  # a parser written in C++ reads it: refuse absurd sizes first
_ASKED = 1000  # texts that tell what all are like
_MAX_TRAINING_CHARACTERS = 2_000  # SentencePiece skips lines above 4,192 bytes unread
_TOO_FEW_PIECES = re.compile(r"smaller than required_chars\. \d+ vs (\d+)")
_BREAK_TAG = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});", re.IGNORECASE)
_MARKER = re.compile(f"({MAJ}|{UP})")
_TYPED_MARKER = re.compile(f"(?i:(xx)(?={MAJ[2:]}|{UP[2:]}))")
_JOINER = "\u2060"  # invisible; keeps a marker that the user typed apart from ours
_JOINED_MARKER = re.compile(f"(?i:(xx){_JOINER}(?={MAJ[2:]}|{UP[2:]}))")

# Control characters go, but for those that part words; SentencePiece's sign for a space is one.
_CONTROL: dict[int, str | None] = {c: None for c in range(0xA0) if not chr(c).isprintable()}
_CONTROL |= {c: " " for c in range(0xA1) if chr(c).isspace()} | {ord("▁"): " "}


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
        """The tokenizer in ``model``, a serialised SentencePiece model."""
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

    def encode_batch(self, texts: Sequence[str], *, threads: int = 2) -> list[list[int]]:
        """``encode`` of each text, on several threads of the C++ library."""
        prepared = [mark_case(text) for text in texts]
        ids: list[list[int]] = self._processor.encode(prepared, add_bos=True, num_threads=threads)
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


def train_tokenizer(
    texts: Iterable[str], vocab_size: int, *, seed: int = 0, max_lines: int = 1_000_000
) -> Tokenizer:
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
        _learn(_chain(first, lines), sink, vocab_size, max_lines)
    except RuntimeError as error:
        least = _TOO_FEW_PIECES.search(str(error))
        if least is None:
            raise
        raise InputError(
            f"{vocab_size:,} pieces cannot hold every character of these texts.",
            f"Ask for at least {int(least[1]):,} pieces.",
        ) from error
    return Tokenizer.from_bytes(sink.getvalue())


def _learn(lines: Iterator[str], sink: io.BytesIO, vocab_size: int, max_lines: int) -> None:
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
        input_sentence_size=max_lines,
        shuffle_input_sentence=True,
        num_threads=2,
        minloglevel=2,
    )


def mark_case(text: str) -> str:
    """Normalise ``text`` (no mark-up for breaks and characters, NFKC, single spaces, no control
    characters) and mark its case.

    >>> mark_case("The NASA  iPhone")
    'xxmaj thexxup nasa ixxmajphone'
    """
    text = _BREAK_TAG.sub(" ", text) if "<" in text else text
    text = _ENTITY.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates
        text = nfkc(text)
    text = " ".join(text.translate(_CONTROL).split())
    text = _TYPED_MARKER.sub(rf"\1{_JOINER}", text)
    return _capitals().sub(_mark, " " + text) if text else ""


def restore_case(text: str) -> str:
    """Undo ``mark_case``, but for white space and NFKC.

    >>> restore_case("xxmaj thexxup nasa ixxmajphone")
    ' The NASA iPhone'
    """
    parts = _MARKER.split(text)
    restored = [parts[0]]
    for marker, segment in zip(parts[1::2], parts[2::2], strict=True):
        restored.append(_capitalise(segment, whole_run=marker == UP))
    return _JOINED_MARKER.sub(r"\1", "".join(restored))


def _mark(match: re.Match[str]) -> str:
    space, run = match.groups()
    if len(run) == 1:
        return MAJ + space + run.lower()
    following = match.string[match.end() : match.end() + 1]
    if following.isalpha():  # "HTTPServer": the S belongs to "Server"
        return _mark_run(space, run[:-1]) + MAJ + run[-1].lower()
    return _mark_run(space, run)


def _mark_run(space: str, run: str) -> str:
    return (UP if len(run) > 1 else MAJ) + space + run.lower()


def _capitalise(segment: str, *, whole_run: bool) -> str:
    start = len(segment) - len(segment.lstrip(" "))
    end = start
    while end < len(segment) and segment[end].isalpha() and (whole_run or end == start):
        end += 1
    return segment[:start] + segment[start:end].upper() + segment[end:]


@cache
def _capitals() -> re.Pattern[str]:
    """Runs of capitals that survive ``lower().upper()``; "İ" and titlecase digraphs do not.

    Written as ranges: ``re`` tries single letters beyond the basic plane one by one.
    """
    capitals = {
        code
        for code in range(0x1E960)  # Adlam, the last script with capitals
        if (c := chr(code)).isupper() and len(c.lower()) == 1 and c.lower().upper() == c
    }
    starts = sorted(c for c in capitals if c - 1 not in capitals)
    ends = sorted(c for c in capitals if c + 1 not in capitals)
    ranges = "".join(f"{chr(a)}-{chr(z)}" for a, z in zip(starts, ends, strict=True))
    return re.compile(f"( ?)([{ranges}]+)")


def _parse(model: bytes) -> Any:
    processor = sentencepiece.SentencePieceProcessor()
    try:
        processor.LoadFromSerializedProto(model)
    except RuntimeError as error:
        raise ModelFileError(
            "The tokenizer is damaged or not a SentencePiece model.",
            "Copy the file again from where it came.",
        ) from error
    return processor


def _training_lines(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for line in text.splitlines():
            marked = mark_case(line)
            for start in range(0, len(marked), _MAX_TRAINING_CHARACTERS):
                yield marked[start : start + _MAX_TRAINING_CHARACTERS]


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest
