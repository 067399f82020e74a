"""The open corpus: sentences written for this project, annotated by hand, free to train on."""
