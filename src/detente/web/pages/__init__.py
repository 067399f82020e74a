"""The pages, one module each: ``router`` has its routes, functions beside it make the frozen values that it shows."""
