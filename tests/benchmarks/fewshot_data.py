"""Labelled sets as the few-shot benchmarks use them: a pool to draw labels from, and a test set.

What takes long, the features, is kept in a folder of the system's temporary one, by encoder.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.accuracy import COLUMNS, DATA, shared_language_model
from ulmfit_core.base_models import find_base
from ulmfit_core.corpus.loading import load_corpus
from ulmfit_core.fewshot.encoder import FrozenEncoder, encoder_key
from ulmfit_core.fewshot.feature_store import FeatureStore, text_hash
from ulmfit_core.fewshot.views import Views, WordSpace, counted_views, reading_view, reading_weight
from ulmfit_core.tokenizer import Tokenizer

SETS = (
    "trec",
    "sms_spam",
    "subj",
    "emotion",
    "imdb_small",
    "gnad10_de",
    "sib200_deu",
    "sib200_fra",
    "sib200_jpn",
    "sib200_zho",
)
POOL, TEST = 2500, 1000  # texts at most, drawn by seed 0
_LONGEST = 2500  # characters of a text
_WINDOW = 512


@dataclass(frozen=True)
class LabelledSet:
    """Texts of the pool, then those of the test set, if asked for."""

    name: str
    texts: list[str]
    targets: NDArray[np.int64]
    n_labels: int
    n_pool: int
    names: tuple[str, ...]  # of the labels, by their targets

    def draw(self, per_label: int, seed: int) -> NDArray[np.int64]:
        """Rows of the pool, ``per_label`` of each label or all there are."""
        rng = np.random.default_rng(seed)
        pool = self.targets[: self.n_pool]
        parts = [np.flatnonzero(pool == label) for label in range(self.n_labels)]
        return np.concatenate([rng.permutation(rows)[:per_label] for rows in parts])


@dataclass(frozen=True)
class FewShotSet(LabelledSet):
    """The views are of all texts, as in the app."""

    views: Views
    space: WordSpace  # how other texts become words and topics


def read_set(name: str, *, with_test: bool = False) -> LabelledSet:
    """The set without views."""
    texts, labels = part_of(name, "train", POOL)
    more, their = part_of(name, "test", TEST) if with_test else ([], [])
    names = sorted({*labels, *their})
    targets = np.array([names.index(label) for label in [*labels, *their]])
    return LabelledSet(name, [*texts, *more], targets, len(names), len(texts), tuple(names))


def load_set(name: str, base: str, *, with_test: bool = False) -> FewShotSet:
    """The set with its views; "none" as ``base`` leaves the language model out."""
    data = read_set(name, with_test=with_test)
    everything = data.texts
    views, space = counted_views(everything)
    folder = None if base == "none" else find_base(base).folder
    if folder and not Tokenizer.load(folder / "tokenizer.model").spells_out(everything):
        features = pooled_features(name, everything, folder)
        reading = reading_view(features, weight=reading_weight(views.words_a_text))
        views = dataclasses.replace(views, reading=reading)
    return FewShotSet(**vars(data), views=views, space=space)


def fine_tuned(data: LabelledSet, base: str, work: Path, device: str = "cpu") -> str:
    """The base after it has read the pool, labels unseen; kept in ``work``."""
    pool, where = data.texts[: data.n_pool], {"device": device}
    return str(shared_language_model(pool, work, base=base, preset="standard", overrides=where))


def sentence_embeddings(texts: list[str], python: str) -> NDArray[np.float32]:
    """What MiniLM makes of the texts [n, 384], by ``fewshot_minilm.py`` in another venv."""
    asked = json.dumps(texts).encode()
    folder = Path(tempfile.gettempdir()) / "ulmfit-fewshot" / "minilm"
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"{hashlib.sha256(asked).hexdigest()[:16]}.npy"
    if not made.exists():
        (folder / "texts.json").write_bytes(asked)
        script = Path(__file__).with_name("fewshot_minilm.py")
        subprocess.run([python, script, folder / "texts.json", made], check=True)
    embeddings: NDArray[np.float32] = np.load(made, allow_pickle=False)
    return embeddings


def part_of(name: str, part: str, most: int) -> tuple[list[str], list[str]]:
    """Texts and their labels, drawn by seed 0."""
    corpus = load_corpus(sorted((DATA / name).glob(f"{part}.csv*"))[0], COLUMNS)
    rows = np.random.default_rng(0).permutation(len(corpus.texts))[:most]
    return [corpus.texts[i][:_LONGEST] for i in rows], [corpus.labels[i][0] for i in rows]


def pooled_features(name: str, texts: list[str], base: Path) -> NDArray[np.float16]:
    """[n, F], from the cache where they are."""
    cache = Path(tempfile.gettempdir()) / "ulmfit-fewshot" / name
    hashes = [text_hash(text) for text in texts]
    encoder = None
    found = list(cache.glob(f"features-{encoder_key(base)}-*"))
    if not found:
        encoder = FrozenEncoder.of_base(base)
    width = encoder.width if encoder else int((found[0] / "width").read_text())
    store = FeatureStore.in_cache(cache, encoder_key(base), width)
    (store.folder / "width").write_text(str(width))
    if store.hashes().tolist() != hashes[: store.n_rows]:
        store.keep_first(0)
    for start in range(store.n_rows, len(texts), _WINDOW):
        encoder = encoder or FrozenEncoder.of_base(base)
        part = slice(start, start + _WINDOW)
        store.append(hashes[part], encoder.features(texts[part]))
    return store.features()


def print_table(
    title: str, found: dict[tuple[str, int], list[float]], names: list[str], sizes: list[int]
) -> None:
    """Mean and spread of what was ``found`` by name and labels a class."""
    print(f"\n{title}\n\n| labels a class | {' | '.join(map(str, sizes))} |")
    print(f"|---|{'---|' * len(sizes)}")
    for name in names:
        cells = [f"{np.mean(found[name, k]):.3f} ± {np.std(found[name, k]):.3f}" for k in sizes]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)
