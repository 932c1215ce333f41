"""Reads what a ministry has into records, and says what is wrong with it and where."""
