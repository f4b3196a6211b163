"""One module per outside form of a report, each a pure function from a Report to text."""
