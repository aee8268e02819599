"""A small package for another code base: some actions, and the runtime that they use."""
