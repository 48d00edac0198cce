"""A project on disk: documents, labels, annotations, the command log and the index of runs."""
