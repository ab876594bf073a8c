"""Commands for the people who work on the site."""
