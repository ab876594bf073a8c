"""Pages of mentoring, by whose they are."""
