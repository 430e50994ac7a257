"""The pages of the meta-analysis: their sentences, drawings, tables and downloads."""
