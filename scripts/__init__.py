"""Makes the data files and pages that are derived from others; not part of the installed package."""
