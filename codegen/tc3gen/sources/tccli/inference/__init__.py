"""Facts that the definitions only imply: enums, paging, how a request is sent."""
