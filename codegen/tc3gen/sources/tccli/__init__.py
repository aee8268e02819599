"""The definitions that the provider's command line tool `tccli` carries, into specs."""
