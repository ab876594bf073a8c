"""Learners' notes: Markdown in, safe HTML out."""

from django.utils.safestring import SafeString

from skills.markdown import render


def render_note(text: str) -> SafeString:
    """HTML of what a learner or mentor wrote; search engines don't follow its links."""
    return render(text, rel="noopener nofollow ugc")
