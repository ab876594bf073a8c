"""Tags and filters of the learner's pages."""
