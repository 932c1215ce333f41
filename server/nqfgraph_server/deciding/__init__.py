"""The page for deciding on links: a small application of its own for one review file.

It is no part of the public service, which takes no decisions from anybody. A person starts it at her own desk
(``nqfgraph decide page``); whoever has its address, which nobody can guess, may decide. What is decided goes
into the review file and from there, with ``nqfgraph decide apply``, into the register.
"""

from nqfgraph_server.deciding.application import create_page
from nqfgraph_server.deciding.desk import Desk
from nqfgraph_server.deciding.skills import Skills

__all__ = ["Desk", "Skills", "create_page"]
