"""One short module per group of formats; each writes rows as they come."""
