"""The steps, named by the version of the schema that they lead to."""
