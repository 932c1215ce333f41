"""Measures validation side by side: ``python -m benchmarks.validation N…`` for N qualifications.

pySHACL, the package `shacl` and this program check the same invented register, in which one qualification in
fifty has a fault, with the shapes of this program. Each run is a process of its own, and the engines take
turns. Their results are compared before any time is printed.
"""
