"""Products, actions and errors that there are, for somebody who looks for one."""
