"""Pictures: dyads, networks, maps and timelines as SVG or PNG, drawn with matplotlib.

Each module makes a ``Picture`` of values, and ``picture.write_picture`` writes it; the same values give the same bytes.
"""
