"""The few windows beside the window. Re-exports nothing."""
