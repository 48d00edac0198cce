"""Qt models over the project. Re-exports nothing."""
