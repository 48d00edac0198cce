"""One small function per user action. Re-exports nothing."""
