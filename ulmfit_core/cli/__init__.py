"""The ``ulmfit`` command."""
