"""Clients for the tests of a service, without a network."""
