"""Build ``.venv`` with pinned packages and this project in it; at once when nothing changed.

``python3 packaging/bootstrap.py [--tests]``. Standard library only. Every way this can fail
ends in a sentence; an interrupted set-up is noticed and begun again.
"""

# Written so that any Python, however old, reads this file and gets as far as the sentence.
import sys

OLDEST = (3, 11)
TOO_OLD = (
    "ULMFiT Studio needs Python 3.11 or newer; this is {}.{}. "
    "If a newer one is installed, name it: make run PYTHON=python3.12\n"
)


def main():
    if sys.version_info < OLDEST:
        sys.stderr.write(TOO_OLD.format(*sys.version_info))
        return 1
    import environment

    return environment.provide(for_tests="--tests" in sys.argv)


if __name__ == "__main__":
    raise SystemExit(main())
