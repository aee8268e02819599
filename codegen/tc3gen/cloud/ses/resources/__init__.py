"""Actions on domains, senders, groups, templates and lists."""
