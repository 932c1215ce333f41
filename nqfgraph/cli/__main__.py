"""Lets ``python -m nqfgraph.cli`` run the command line."""

from nqfgraph.cli import main

main()
