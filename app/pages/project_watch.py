"""What became of a project since one looked last: other documents, decisions taken back."""

from __future__ import annotations

from ulmfit_core.project.commands import DECISIONS
from ulmfit_core.project.project import Project


class ProjectWatch:
    """Compares with the last time each was asked."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._undone = self._last_undone()
        self._corpus: str | None = None

    def decided(self) -> None:
        """A decision was made: what was undone before it is gone."""
        self._undone = None

    def taken_back(self) -> int | None:
        """The one document that a decision was taken back from since; None where none was."""
        before, self._undone = self._undone, self._last_undone()
        if self._undone is None or (before is not None and before <= self._undone):
            return None  # nothing was undone since; redoing leaves later commands
        (command,) = self._project.commands.undone(1)
        return command.document_id if command.kind in DECISIONS else None

    def has_other_documents(self) -> bool:
        """Whether documents came or went since."""
        before, self._corpus = self._corpus, self._project.imports.mark()
        return self._corpus != before

    def _last_undone(self) -> int | None:
        undone = self._project.commands.undone(1)
        return undone[0].id if undone else None
