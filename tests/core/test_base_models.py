"""What is known of a base model before its weights are read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.builders import base_config, tiny_tokenizer
from tests.core.training.recipes import write_tiny_base
from ulmfit_core.base_models import FoundBase, find_base, find_reader, list_bases
from ulmfit_core.errors import InputError, ModelFileError
from ulmfit_core.export.base_model import read_base


@pytest.mark.parametrize("base", list_bases(), ids=lambda base: base.name)
def test_counts_its_weights(base: FoundBase) -> None:
    model = read_base(base.folder).model
    assert base.n_weights == sum(p.numel() for p in model.parameters())


def test_damaged_ones_are_not_listed_and_hide_no_other_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ULMFIT_BASES", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for folder, config in (
        ("whole", base_config()),
        ("damaged", base_config(training=3)),
        ("en-compact", {"name": "another tool's"}),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "config.json").write_text(json.dumps(config))
    own = [base.folder.name for base in list_bases() if base.folder.parent == tmp_path]
    assert own == ["whole"]
    assert find_base("en-compact").folder != Path("en-compact")
    with pytest.raises(ModelFileError, match="not whole"):
        find_base("damaged")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the user's bases: two that read forward, one of other pieces, one backward."""
    monkeypatch.setenv("ULMFIT_BASES", str(tmp_path))
    write_tiny_base(tmp_path / "large")
    write_tiny_base(tmp_path / "small")
    write_tiny_base(tmp_path / "small-backward", "backward", hidden_size=7)
    return tmp_path


def test_a_base_without_a_twin_is_joined_by_another_that_knows_its_pieces(own: Path) -> None:
    assert find_reader("large", "forward").name == "large"
    for name in ("large", str(own / "large"), "small"):
        assert find_reader(name, "backward").name == "small-backward"
    write_tiny_base(own / "large-backward", "backward")
    assert find_reader("large", "backward").name == "large-backward"


def test_pieces_must_be_the_very_same(own: Path) -> None:
    assert tiny_tokenizer().sha256 != find_base("en-compact").pieces
    assert find_reader("en-full", "backward").name == "en-compact-backward"
    for folder, pieces in (("others", "another"), ("unknown", "")):
        (own / folder).mkdir()
        config = base_config(name=folder, tokenizer={"sha256": pieces} if pieces else {})
        (own / folder / "config.json").write_text(json.dumps(config))
        with pytest.raises(InputError, match="reads backwards"):
            find_reader(folder, "backward")
    with pytest.raises(InputError, match="'nobody' that reads backwards"):
        find_reader("nobody", "backward")


@pytest.mark.parametrize(
    ("name", "direction", "hint"),
    [
        ("en-compct", "forward", "Did you mean en-compact? Installed: "),
        ("nothing like it", "forward", "Installed: "),
        ("en-full", "backward", "Installed: "),  # it is there, and reads forwards
    ],
)
def test_the_closest_name_is_offered_for_one_that_is_misspelt(
    name: str, direction: str, hint: str
) -> None:
    with pytest.raises(InputError) as refused:
        find_base(name, direction)
    assert refused.value.hint.startswith(hint)
