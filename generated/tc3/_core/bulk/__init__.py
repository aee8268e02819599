"""Any number of rows, in as few requests as will do."""
