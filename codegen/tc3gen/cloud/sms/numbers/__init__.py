"""Phone numbers: read, told apart by country, and those that bring something about."""
