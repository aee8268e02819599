"""The command line. From the top floor down: main; commands; pages, dry_run, completion;
calling; arguments, output; catalog, options, exits, terminal."""
