"""The command line: ``nqfgraph COMMAND``.

Exit status: 0 done, 1 there are findings (or differences), 2 it could not be done, 130 interrupted. Answers
go to standard output; progress, remarks and errors to standard error.
"""

from nqfgraph.cli.application import main

__all__ = ["main"]
