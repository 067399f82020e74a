"""What hostile reports may hold, and tests that none of it comes out as anything but words."""
