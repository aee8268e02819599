"""What the pages do not show: signatures, tokens, passwords."""
