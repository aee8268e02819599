"""Help: pages that are read without network and credentials."""
