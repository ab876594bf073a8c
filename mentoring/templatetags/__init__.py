"""Tags and filters of mentoring."""
