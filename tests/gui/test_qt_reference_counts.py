"""Guards against a Qt binding that gives back references it never took (PySide6 6.12.0)."""

from __future__ import annotations

import subprocess
import sys

# A leak ends in an abort of the whole interpreter, so it is provoked in another one.
EMIT_A_THOUSAND_SIGNALS = """
import sys
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Source(QObject):
    fired = Signal(bool, object)

application = QCoreApplication([])
source = Source()
source.fired.connect(lambda flag, value: None)
before = sys.getrefcount(None), sys.getrefcount(True)
for _ in range(1000):
    source.fired.emit(True, None)
after = sys.getrefcount(None), sys.getrefcount(True)
print(before[0] - after[0], before[1] - after[1])
"""


def test_signals_keep_the_references_to_none_and_true() -> None:
    finished = subprocess.run(
        [sys.executable, "-c", EMIT_A_THOUSAND_SIGNALS], capture_output=True, text=True
    )
    assert finished.returncode == 0, finished.stderr
    lost_none, lost_true = map(int, finished.stdout.split())
    assert lost_none < 200
    assert lost_true < 200
