"""Which text comes next: a queue in some order, and the way one came."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ulmfit_core.arrays import Ids

Order = Callable[[Ids], Ids]
IsOpen = Callable[[int], bool]


def random_order(ids: Ids) -> Ids:
    """Any text is as likely to come next as any other; the same for the same ids."""
    return np.random.default_rng(len(ids)).permutation(ids)


class LabelQueue:
    """``ids`` in the order in which they are offered, and a trail of those that were shown.

    Texts are told open or not when they are about to be shown, so a decision made elsewhere
    needs no word to the queue.
    """

    def __init__(self, ids: Ids, trail: Sequence[int] = ()) -> None:
        self._ids = ids
        self._offered = 0
        self._trail = list(dict.fromkeys(trail))
        self._place = len(self._trail) - 1

    @property
    def current(self) -> int | None:
        """The text that is shown; None where there is none."""
        return self._trail[self._place] if 0 <= self._place < len(self._trail) else None

    @property
    def can_go_back(self) -> bool:
        return self._place > 0

    @property
    def n_left(self) -> int:
        """How many were not offered yet, the present one among them."""
        return len(self._ids) - self._offered + (self.current is not None)

    def reorder(self, ids: Ids) -> None:
        """Offer these from now on; what was shown stays in the trail."""
        self._ids, self._offered = ids, 0

    def advance(self, is_open: IsOpen) -> int | None:
        """Go on to the next open text, first among those gone back over; None at the end."""
        for place in range(self._place + 1, len(self._trail)):
            if is_open(self._trail[place]):
                self._place = place
                return self.current
        while self._offered < len(self._ids):
            id_ = int(self._ids[self._offered])
            self._offered += 1
            if id_ not in self._trail and is_open(id_):
                self._trail.append(id_)
                self._place = len(self._trail) - 1
                return id_
        self._place = len(self._trail)
        return None

    def back(self) -> int | None:
        """Go back to the text that was shown before, decided or not."""
        self._place = max(0, self._place - 1)
        return self.current

    def forward(self, is_open: IsOpen) -> int | None:
        """Go on by one along the trail, decided or not; at its end to the next open text."""
        if self._place + 1 < len(self._trail):
            self._place += 1
            return self.current
        return self.advance(is_open)

    def go_to(self, id_: int) -> None:
        """Show a text out of turn; afterwards it goes on where it was."""
        if id_ in self._trail:
            self._place = self._trail.index(id_)
        else:
            self._place = max(0, self._place)
            self._trail.insert(self._place, id_)
