"""The desktop application. Re-exports nothing."""
