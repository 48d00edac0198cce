"""Serves a model whose graph never ends: says its port, and when it is asked."""

from __future__ import annotations

import socket
import threading
from typing import Any

from tests.builders import tiny_config, tiny_tokenizer
from ulmfit_core.cli.app import guarded
from ulmfit_core.cli.serve import answer
from ulmfit_core.predictor import Predictor
from ulmfit_core.serving.application import create_application


class StuckSession:
    def run(self, *arguments: Any) -> Any:
        print("stuck", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    predictor = Predictor(tiny_config(), tiny_tokenizer(), StuckSession())
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    guarded(lambda: answer(create_application(predictor), listener, "Ended.", seconds_to_end=0))
