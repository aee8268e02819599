"""Tables, settings and ids of the mail service."""
