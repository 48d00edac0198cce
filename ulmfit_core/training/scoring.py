"""A classifier's answers for many documents, in their order."""

from __future__ import annotations

import numpy as np
import torch

from ulmfit_core.batching import ClassifierBatches, document_batch
from ulmfit_core.modules.classifier import Classifier
from ulmfit_core.token_store import TokenStore

_BATCH_SIZE, _BATCH_TOKENS = 128, 16_384


def logits_of(
    classifier: Classifier, documents: TokenStore, *, backward: bool = False
) -> np.ndarray:
    """Logits [n, C], float32, in the documents' order."""
    device = classifier.encoder.embedding.weight.device
    batches = ClassifierBatches(np.diff(documents.offsets), _BATCH_SIZE, _BATCH_TOKENS).in_order()
    classifier.eval()
    rows: list[np.ndarray] = []
    with torch.inference_mode():
        for indices in batches:
            batch = document_batch(documents, indices, backward=backward)
            logits = classifier(batch.ids.to(device), batch.lengths)[0]
            rows.append(logits.float().cpu().numpy())
    ordered = np.empty((documents.n_documents, rows[0].shape[1]), dtype=np.float32)
    ordered[np.concatenate(batches)] = np.concatenate(rows)
    return ordered


def log_loss_and_accuracy(logits: np.ndarray, targets: np.ndarray) -> tuple[float, float]:
    """Mean log-loss in nats, for multi-label of each yes or no, and the share of texts that are
    wholly right."""
    scores = torch.from_numpy(np.asarray(logits, dtype=np.float32))
    truth = torch.from_numpy(targets)
    if targets.ndim == 2:
        loss = torch.nn.functional.binary_cross_entropy_with_logits(scores, truth.float())
        return float(loss), float(((scores > 0) == (truth > 0)).all(1).float().mean())
    loss = torch.nn.functional.cross_entropy(scores, truth)
    return float(loss), float((scores.argmax(1) == truth).float().mean())
