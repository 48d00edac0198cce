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
