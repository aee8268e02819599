"""Events that services post to an address of the user."""
