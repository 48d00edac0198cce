"""Long work beside the window. Re-exports nothing."""
