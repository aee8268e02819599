"""From specs to the files of a package on disk."""
