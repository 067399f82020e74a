"""Incidents: which events, within a report and across reports, tell of one happening."""
