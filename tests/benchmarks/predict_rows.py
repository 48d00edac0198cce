"""Memory and pace of ``ulmfit predict`` over many rows, and what a kill costs.

    python -m tests.benchmarks.predict_rows 250000 1000000 [--kill 1000000]

Short made-up rows and a model of some hundred weights: nearly all the work is in the rows, read
three times, written once. With ``--kill`` a file of so many rows is also scored by a command that
SIGKILL ends halfway, and by the same command again; its output has to be the same to the byte.
Prints one JSON object a run; memory is the most that the process had at once, as Linux counts it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.builders import LABELS, TEXTS, tiny_bundle
from ulmfit_core.export.bundle import write_bundle
from ulmfit_core.labelled_rows import BLOCK_ROWS

CHILD = """
import json, sys, time
from pathlib import Path
from ulmfit_core.cli.app import run
assert run(sys.argv[1:]) == 0
peak = next(l for l in Path("/proc/self/status").read_text().splitlines() if l.startswith("VmHWM"))
print(json.dumps({"peak_mb": round(int(peak.split()[1]) / 1024, 1),
                  "processor_seconds": round(time.process_time(), 1)}))
"""


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="+")
    parser.add_argument("--kill", type=int, default=0, metavar="ROWS")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_bundle(tiny_bundle(), folder / "model.ulmfit")
        for n_rows in options.rows:
            source = make_rows(folder / f"{n_rows}.csv", n_rows)
            out = folder / f"{n_rows}.out.csv"
            report = measured(command(source, out)) | {"rows": n_rows}
            whole = digest(out)
            print(json.dumps({**report, "written_mb": round(out.stat().st_size / 1e6)}), flush=True)
            out.unlink()
            if n_rows == options.kill:
                killed = kill_halfway(command(source, out), out, n_rows)
                again = measured(command(source, out))
                same = digest(out) == whole
                print(json.dumps({"killed_at": killed, "again": again, "same": same}), flush=True)
                out.unlink()
            source.unlink()


def make_rows(path: Path, n_rows: int) -> Path:
    """A csv of an id and a text of some words."""
    texts = [text.replace('"', "") for text in TEXTS[:6]]
    with path.open("w", encoding="utf-8") as file:
        file.write("id,text\n")
        for i in range(n_rows):
            file.write(f'{i},"{texts[i % 6]} {i}"\n')
    return path


def command(source: Path, out: Path) -> list[str]:
    """The arguments of ``ulmfit``."""
    model = source.with_name("model.ulmfit")
    return ["predict", str(model), str(source), "--text", "text", "--out", str(out), "--threads=1"]


def measured(arguments: list[str]) -> dict[str, Any]:
    """Peak and processor time of one whole run."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *arguments], stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def kill_halfway(arguments: list[str], out: Path, n_rows: int) -> int:
    """Start the command and kill it once half of the scores are on disk; how many rows were."""
    block = 4 * BLOCK_ROWS * len(LABELS) + 4
    running = subprocess.Popen([sys.executable, "-m", "ulmfit_core", *arguments])
    work = out.with_name(out.name + ".work")
    done = 0
    while done < n_rows / 2:
        assert running.poll() is None
        sizes = [path.stat().st_size for path in work.glob("[0-9a-f]*")]
        done = max(sizes, default=0) // block * BLOCK_ROWS
        time.sleep(0.05)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert not out.exists()
    return done


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main()
