"""A model behind a local HTTP address."""
