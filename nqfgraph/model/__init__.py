"""What a register knows: records (`records`) and the graphs made of them (`graphs`)."""
