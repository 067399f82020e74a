"""What is measured and how: one command each, with the data given by path."""
