"""Tables, settings and state of the message service."""
