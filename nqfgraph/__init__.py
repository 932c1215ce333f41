"""nqfgraph turns a national qualifications framework and its register into linked data."""

__version__ = "0.1.0"
