"""Measures SPARQL over HTTP: this server, ``oxigraph serve-read-only`` and rdflib-endpoint, side by side.

    python -m benchmarks.sparql N [--home HOME] [--rounds 5] [--seconds 6] [--without SERVER …]

All get the same release, the same requests and the same client (``wrk``, 8 connections) in one run, one
server at a time in alternating rounds; loading is not counted. Before any time is taken, their answers to a
sample of every kind of query are compared. Writes ``benchmarks/results/sparql-N.json`` and prints a table.

``workload`` writes the queries, ``servers`` starts and stops the servers, ``agreement`` compares answers,
``client`` asks with wrk, ``transfer`` and ``runaways`` measure what wrk cannot, ``processes`` reads memory
and processor time, ``report`` writes.
"""
