"""The generated client of a product: what the Explorer checks, signs and sends is its own."""
