"""`qa-engine`, and `python -m qa_engine`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command; ends the process with its exit status."""
    gc.set_threshold(50_000)  # what is loaded stays: looking for garbage in it at every step costs a tenth of a check
    if sys.argv[1:] == ["--version"]:  # asked by every hook runner and editor: answered without loading anything
        from qa_engine import __version__

        sys.stdout.write(f"qa-engine {__version__}\n")
        return
    from qa_engine.cli.answer import of_today

    answer = of_today(sys.argv[1:])
    status = answer.give() if answer else None
    if status is None:
        from qa_engine.cli.plain import plain_check

        check = plain_check(sys.argv[1:], answer)
        if check:
            from qa_engine.cli.ending import to_its_end

            status = to_its_end(check)
        else:
            from qa_engine.cli.main import run

            status = run(sys.argv[1:], answer)
    gc.freeze()  # else Python looks once more for garbage in all that was loaded: a fifth of a check
    sys.exit(status)


if __name__ == "__main__":
    main()
