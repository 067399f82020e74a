"""Prints the folder of the example reports."""

import sys

from detente.examples import folder

sys.stdout.write(f"{folder()}\n")
