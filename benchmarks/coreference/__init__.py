"""Event coreference: which mentions of events, within a report and across reports, tell of one happening."""
