"""``python -m grader``: the command ``grade`` where no script directory is on the path."""

import sys

if __name__ == "__main__":
    # Python has put the folder one stands in first, and that may be a student's: nothing is imported from it.
    if not sys.flags.safe_path:
        del sys.path[0]
    from grader.cli import main

    main()
