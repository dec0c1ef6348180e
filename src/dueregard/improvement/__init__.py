"""What was found, what was asked, what is being done: records, states and clocks."""
