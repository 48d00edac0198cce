"""Parts that pages are made of. Re-exports nothing."""
