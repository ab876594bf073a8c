"""Pages of the roadmap as one person walks it, a module a subject."""
