"""The figures of the 2020 meta-analysis, and those that go on from there, as plain values: one module a figure."""
