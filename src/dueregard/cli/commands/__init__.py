"""One module a command, imported only when the command is run or asked for its help."""
