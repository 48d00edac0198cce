"""What another thread does while a command waits for its turn."""

from __future__ import annotations

from collections.abc import Callable

from ulmfit_core.project.project import Project


def before_the_next_command(project: Project, act: Callable[[], object]) -> None:
    """Have ``act`` done when the next command waits for its turn."""
    turn = project.commands._changing

    class Late:
        def __enter__(self) -> None:
            project.commands._changing = turn
            act()
            turn.acquire()

        def __exit__(self, *_: object) -> None:
            turn.release()

    project.commands._changing = Late()  # type: ignore[assignment]
