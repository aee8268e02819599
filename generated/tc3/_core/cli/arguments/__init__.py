"""From words of the command line to a request, with all problems at once."""
