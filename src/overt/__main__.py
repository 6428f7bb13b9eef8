"""Run the command line: `python -m overt`."""

from overt.cli import main

if __name__ == "__main__":
    main()
