"""The command line, the site's settings, and nothing that decides anything.

This room starts the others: it reads settings, opens the site folder, runs servers and prints answers. It is the
only room that may import all the others, and no other room imports it. It refuses to hold a rule: what may be
done is in `law`, what is done is in `actions`.
"""


def main() -> None:
    """Run the `overt` command."""
    from overt.cli.app import run

    run()


__all__ = ["main"]
