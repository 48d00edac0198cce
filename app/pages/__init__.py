"""What fills the window, one page a step. Re-exports nothing."""
