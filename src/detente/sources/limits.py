"""Limits on what is read: input from the web is hostile, and one report must not take the memory of all."""

MAX_TEXT_BYTES = 5_000_000
"""Largest report as a plain text file, after unpacking."""
MAX_TEXT_CHARACTERS = 5_000_000
"""Longest text of a report in JSON Lines."""
MAX_LINE_BYTES = 8_000_000
"""Longest line of JSON Lines, after unpacking; a sign may take six bytes there."""
MAX_FIELD_CHARACTERS = 2_000
"""Longest value of a field other than the text: id, title, publisher, address."""
MAX_DEPTH = 100
"""Deepest nesting of one line of JSON."""
MAX_UNPACKED_BYTES = 100_000_000_000
"""Most bytes that one gzip file may unpack to. Lines are read one at a time, so that this bounds time, not memory."""
MAX_GZIP_RATIO = 250
"""Most bytes that a byte of gzip may unpack to, beyond the first FREE_UNPACKED_BYTES. News text stays below 20; a
stream made to burst reaches 1,000."""
FREE_UNPACKED_BYTES = 64_000_000
SNIFFED_BYTES = 65_536
"""What is looked at to tell JSON Lines from plain text."""
CHUNK_BYTES = 65_536
"""What is read at once of a line or file that is passed over."""
