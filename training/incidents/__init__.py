"""Weights of incidents: learnt from events of which it is known whether they are one happening."""
