"""How well and how fast the linker suggests: recall, MRR and calibration on every labelled set given to it.

    python -m benchmarks.linking HOME SET.csv… [--semantic] [--first N] [--fit FILE]

HOME has the imported vocabulary. A set is a CSV file with a text a row in ``sentence``, ``outcome_en`` or
``title_en``, and what is right in ``skills``: preferred labels (a list, or with “ | ” between them) or IRIs
(with spaces or “ | ” between them). A row whose ``verdict`` is ``none`` counts for calibration: nothing is
right for it. Texts are split into two halves by the hash of their ``id`` (of the text where there is none).
``--fit`` fits the calibration to one half of the first set, writes it to FILE and gives all figures with it;
without it they are given with the one that is shipped. What is ``held_out`` is the half not fitted to.
"""
