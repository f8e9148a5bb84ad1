"""The files of a caseload in their order; import and export of the whole."""
