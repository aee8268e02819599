"""What the product costs beside its peers: `python -m tests.bench` prints a table."""
