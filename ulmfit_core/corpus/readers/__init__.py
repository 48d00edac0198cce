"""One short module per format; each turns a file into a ``Table`` of rows."""
