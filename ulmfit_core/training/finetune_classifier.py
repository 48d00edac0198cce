"""Stage 3: fine-tune the classifier, layer group by layer group (paper section 3.3)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save
from torch import Tensor, nn

from ulmfit_core.architecture import Architecture
from ulmfit_core.array_file import save_array
from ulmfit_core.batching import ClassifierBatches, DocumentBatch, document_batch, even_slices
from ulmfit_core.corpus.atomic import atomic_file
from ulmfit_core.evaluation.calibration import log_loss_and_accuracy
from ulmfit_core.export.base_model import read_base
from ulmfit_core.export.golden import GOLDEN_TEXTS
from ulmfit_core.modules.awd_lstm import (
    Dropouts,
)
from ulmfit_core.modules.classifier import Classifier, Pooled
from ulmfit_core.modules.reading_in_parts import PartsReading
from ulmfit_core.token_store import encode_documents
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training.class_weights import class_weights
from ulmfit_core.training.device import check_device
from ulmfit_core.training.events import StopCheck, TrainingEvent, never
from ulmfit_core.training.finetune_jobs import ClassifierJob
from ulmfit_core.training.labelled_store import LabelledStore, open_labelled_store
from ulmfit_core.training.loop import Loop
from ulmfit_core.training.param_groups import classifier_groups
from ulmfit_core.training.peak_rates import layer_rates, stage_factors
from ulmfit_core.training.plan import Plan
from ulmfit_core.training.precision import resolve_precision
from ulmfit_core.training.scoring import logits_of
from ulmfit_core.training.task import Loss, Task
from ulmfit_core.training.unfreezing import UNFREEZING

CLASSIFIER = "classifier.safetensors"  # the result's file within the run's folder
VALID_LOGITS = "valid_logits.npy"
GOLDEN_LOGITS = "golden_logits.npy"  # of the texts every exported model is tried on

_BASE_DROPOUTS = Dropouts(0.05, 0.4, 0.3, 0.5, 0.4)  # reference A.3, "classifier base"
_FEWEST_FOR_BATCH_NORM = 64


def finetune_classifier(
    job: ClassifierJob, *, should_stop: StopCheck = never
) -> Iterator[TrainingEvent]:
    """Train the classifier, or go on from the run folder's checkpoint.

    Ends with its weights in ``classifier.safetensors`` and the validation texts' logits in
    ``valid_logits.npy``. Raises ModelFileError where model or texts cannot be read.
    """
    torch.manual_seed(job.seed)
    task = ClassifierTask(job)
    loop = Loop(task, task.plan())
    if not (yield from loop.run(should_stop)):
        return
    folder = Path(job.run_dir)
    task.classifier.encoder.set_compute_dtype(torch.float32)  # what is exported answers exactly
    weights = {n: t.detach().contiguous() for n, t in task.classifier.contract_state().items()}
    with atomic_file(folder / CLASSIFIER) as file:
        file.write(save(weights))
    answers = {VALID_LOGITS: task.valid_logits(), GOLDEN_LOGITS: task.golden_logits()}
    for name, logits in answers.items():
        save_array(folder / name, logits)
    yield loop.finished()


class ClassifierTask(Task):
    """Labelled texts through encoder and head, in length buckets."""

    def __init__(self, job: ClassifierJob) -> None:
        check_device(job.device)
        self.job = job
        data = Path(job.data_dir)
        self.train = open_labelled_store(data / "train")
        self.valid = open_labelled_store(data / "valid") if (data / "valid").exists() else None
        self.classifier = _starting_classifier(job, data, len(self.train.lengths)).to(job.device)
        self.dtype = resolve_precision(job.precision, job.device)
        self.classifier.encoder.set_compute_dtype(self.dtype)
        self.model = self.classifier
        self.groups = classifier_groups(self.classifier)
        self._criterion = _criterion(job, self.train).to(job.device)
        self._sampler = ClassifierBatches(self.train.lengths, job.batch_size, job.batch_tokens)
        self._counts: dict[int, int] = {}

    def plan(self) -> Plan:
        """The job's stages and rates."""
        job, n_groups = self.job, len(self.groups)
        chosen = UNFREEZING[job.unfreezing](n_groups, job.epochs)
        stages = tuple(stage.lasting(job.min_steps, self.n_batches(0)) for stage in chosen)
        peaks = layer_rates(job, n_groups)
        factors = stage_factors(job.stage_rates, len(stages))
        rates = tuple(tuple(peak * factor for peak in peaks) for factor in factors)
        detail = f"{self.dtype} on {job.device}".removeprefix("torch.")
        return Plan.of(job, stages, rates, keep_best=job.select == "best", detail=detail)

    def n_batches(self, epoch: int) -> int:
        """Batches of an epoch."""
        if epoch not in self._counts:
            self._counts[epoch] = len(self._sampler.shuffled(self._seed(epoch)))
        return self._counts[epoch]

    def batches(self, epoch: int) -> Iterator[np.ndarray]:
        """Batches of document indices in this epoch's order."""
        return iter(self._sampler.shuffled(self._seed(epoch)))

    def losses(self, batch: np.ndarray) -> Iterator[Loss]:
        """Cross-entropy of a batch of documents, with AR and TAR where asked for.

        In parts the head learns from all of them first, then the encoder from one after the other.
        """
        job, reader = self.job, self.classifier.reader
        documents = document_batch(self.train.documents, batch, backward=job.backward)
        read = documents.ids.to(job.device), documents.lengths
        parts = even_slices(len(batch), job.batch_parts)
        if len(parts) == 1:
            yield self._loss(documents, reader(*read))
            return
        reading = PartsReading(reader, *read, parts)
        yield self._loss(documents, reading.pooled)
        for share in reading.again():
            yield Loss(share, share.new_zeros(()), 0)

    def _loss(self, documents: DocumentBatch, pooled: Pooled) -> Loss:
        job = self.job
        logits = self.classifier.head(pooled.features)
        loss = self._criterion(logits, self._targets(documents.indices))
        total = loss + job.ar_alpha * pooled.squares + job.tar_beta * pooled.changes
        return Loss(total, loss.detach(), int(documents.lengths.sum()))

    def validate(self) -> dict[str, float]:
        """Log-loss and accuracy on the held-out texts; ``score`` is minus the loss."""
        if self.valid is None:
            return {}
        loss, accuracy = log_loss_and_accuracy(self.valid_logits(), self.valid.targets)
        return {"valid_loss": loss, "valid_accuracy": accuracy, "score": -loss}

    def valid_logits(self) -> np.ndarray:
        """Logits [n, C] of the held-out texts, in their order."""
        if self.valid is None:
            return np.zeros((0, self.job.n_classes), dtype=np.float32)
        return logits_of(self.classifier, self.valid.documents, backward=self.job.backward)

    def golden_logits(self) -> np.ndarray:
        """Logits [n, C] of ``GOLDEN_TEXTS``."""
        tokenizer = Tokenizer.load(Path(self.job.data_dir) / "tokenizer.model")
        documents = encode_documents(GOLDEN_TEXTS, tokenizer)
        return logits_of(self.classifier, documents, backward=self.job.backward)

    def _targets(self, indices: np.ndarray) -> Tensor:
        targets = torch.from_numpy(self.train.targets[indices]).to(self.job.device)
        return targets.float() if self.job.task == "multi" else targets

    def _seed(self, epoch: int) -> int:
        return self.job.seed * 1_000_003 + epoch


def _starting_classifier(job: ClassifierJob, data: Path, n_train: int) -> Classifier:
    norm = job.head_norm
    if norm == "auto":
        norm = "batch" if n_train >= _FEWEST_FOR_BATCH_NORM else "layer"
    dropouts = _BASE_DROPOUTS.times(job.dropout)
    tokenizer = Tokenizer.load(data / "tokenizer.model")
    source = read_base(Path(job.lm_dir), tokenizer).model.encoder if job.lm_dir else None
    sizes = Architecture(tokenizer.vocab_size, job.embedding_size, job.hidden_size, job.n_layers)
    if source is not None:
        sizes = source.architecture
    classifier = Classifier(sizes, job.n_classes, dropouts, norm=norm, bptt=job.bptt)
    if source is not None:
        classifier.encoder.load_state_dict(source.state_dict())
    if job.head_file:
        classifier.head.load_state_dict(load_file(job.head_file))
    return classifier


def _criterion(job: ClassifierJob, train: LabelledStore) -> nn.Module:
    weights = None
    if job.class_weights:
        each = class_weights(train.targets, job.n_classes)
        weights = torch.tensor(each, dtype=torch.float32)
    if job.task == "multi":
        return nn.BCEWithLogitsLoss(pos_weight=weights)  # mean over labels, each a yes or no
    return nn.CrossEntropyLoss(weights, label_smoothing=job.label_smoothing)
