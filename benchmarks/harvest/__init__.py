"""Measures harvests: everything once, and then one hundredth that has changed, over each interface.

``transport`` counts what goes over the line, ``event_stream`` and ``repository`` are small clients of LDES
and OAI-PMH that know the standards only; ``__main__`` makes two releases, compares what the clients have with
the release, and only then prints bytes and seconds.
"""
