"""``python -m grader``: the command ``grade`` where no script directory is on the path."""

from grader.cli import main

if __name__ == "__main__":
    main()
