"""The collection of results reported since 2019, read from the authors' own repositories, as records.

Its two CSV files become one record file a source. What a source's columns mean is said in a curation file of its own
(`reported_results/imports/since-2019/<key>.toml`); the numbers come from the CSV files digit for digit.
"""
