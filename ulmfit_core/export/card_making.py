"""How a model was made, in the words of its card: recipe, sizes, settings, base, versions."""

from __future__ import annotations

from ulmfit_core.export.bundle_config import NO_BASE, BundleConfig

_UNFROZEN = {  # by the names of ``training.unfreezing``
    "gradual": "by gradual unfreezing",
    "paper-code": "in three stages, from the top down, as in the released scripts",
    "fastai": "in stages, from the top down, as in fastai's notebooks",
    "full": "together with all the layers below, at once",
    "last": "alone, the layers below left as they were",
    "chain-thaw": "by chain-thaw (Felbo et al. 2017)",
}


def how_it_was_made(config: BundleConfig) -> list[str]:
    """The lines of that section."""
    lines = [
        _recipe(config),
        "",
        *_encoders(config),
        f"- preset `{config.preset}`, seed {config.seed}, temperature {config.temperature:.3g}",
    ]
    if config.set_by_hand:
        lines.append(f"- set by hand: {', '.join(map('='.join, config.set_by_hand.items()))}")
    lines += _int8(config)
    if not _has_base(config):
        lines.append("- no base model: the encoder was trained from scratch")
        return lines + _versions(config)
    quality = config.base.get("bits_per_byte")
    measured = f", {quality:.3f} bits per byte" if quality else ""
    backward = f", backward `{config.base['backward']}`" if "backward" in config.base else ""
    base = f"- base model `{config.base['name']}`{measured}{backward}"
    return [*lines, base, *_versions(config)]


def _encoders(config: BundleConfig) -> list[str]:
    """A line for all directions, or where they differ for each."""
    both = [" and ".join(config.directions)]
    return [
        f"- AWD-LSTM, {named}: {sizes.n_layers} layers, embedding {sizes.embedding_size}, "
        f"hidden {sizes.hidden_size}, {sizes.vocab_size:,} pieces"
        for named in (config.directions if config.backward_architecture else both)
        for sizes in [config.architecture_of(named)]
    ]


def _has_base(config: BundleConfig) -> bool:
    return config.base.get("name") not in (None, NO_BASE)


def _recipe(config: BundleConfig) -> str:
    read = _read(config)
    if config.head.kind == "linear":
        words = ", added to others on TF-IDF words and topics of words" if config.words else ""
        apart = "," if "," in read else ""
        return (
            f"A language model that read {read}{apart} stays as it was; logistic regressions "
            f"on its pooled layers{words}, learnt the labels."
        )
    words = " What a regression on words says is added to it." if config.words else ""
    began = f"a language model read {read}"
    if not _has_base(config) and not _has_adapted(config):
        began = "its network began from random weights, on the labelled documents alone"
    how = _UNFROZEN.get(config.training.get("unfreezing", "gradual"), "in stages")
    return (
        f"ULMFiT (Howard and Ruder 2018): {began}; the classifier on top was trained {how}.{words}"
    )


def _has_adapted(config: BundleConfig) -> bool:
    """Whether its language model read the target documents."""
    return bool(config.base.get("fine_tuned", config.head.kind != "linear"))


def _read(config: BundleConfig) -> str:
    if not _has_base(config):
        return "the target documents alone"
    return "general text" + (", then the target documents" if _has_adapted(config) else " alone")


def _int8(config: BundleConfig) -> list[str]:
    check = config.int8
    if check is None:
        return []
    tried = f"{check.n:,} texts (held-out ones first, then training ones)"
    share = f"the labels of float32 for {100 * check.agreement:.1f} % of {tried}"
    if check.holds:
        apart = f"probabilities differ by {check.largest_difference:.3f} at most"
        kept = ", its first LSTM layer in float32" if check.float32_layers else ""
        return [f"- int8 graph{kept}, used by default: it gives {share}; {apart}"]
    return [f"- float32 only: 8-bit weights gave {share}, which is too few"]


def _versions(config: BundleConfig) -> list[str]:
    if not config.versions:
        return []
    return ["- " + ", ".join(f"{name} {number}" for name, number in config.versions.items())]
