"""Adding to the records: tables from papers and READMEs, single results, papers, names, corrections."""
