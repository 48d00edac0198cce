"""From the first labels to suggestions: features, instant head, queue. Re-exports nothing."""
