"""Messages and conversations as pages and tests look at them."""
