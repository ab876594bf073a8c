"""manage.py create_demo: three people to try the site with. Refused outside debug."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.services import DemoRefused
from mentoring.demo import create_people
from progress import demo


class Command(BaseCommand):
    help = "Creates a demo learner, mentor and admin, and prints how to sign in. Debug only."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            create_people(today=timezone.localdate())
        except DemoRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write("\n  Sign in as    with the password\n")
        for person in demo.PEOPLE:
            self.stdout.write(f"    {person.email:22}{demo.PASSWORD}    {person.purpose}")
