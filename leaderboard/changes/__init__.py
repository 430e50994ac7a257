"""What changes of the records do: a revision beside the working tree, and the history of the data."""
