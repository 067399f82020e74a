"""Training of the coder: corpora, generator, model, export. Not part of the installed package."""
