"""The synchronous transport: h11 over connections of its own."""
