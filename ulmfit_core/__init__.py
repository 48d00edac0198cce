"""ULMFiT (Howard & Ruder 2018) as a library: language models, classifiers, evaluation.

Re-exports nothing, so that importing one module never drags in torch.
"""
