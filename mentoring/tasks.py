"""What is done outside requests, by `manage.py db_worker`, and the broom for what it left."""

from __future__ import annotations

import datetime
import logging
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks.base import Task
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from mentoring import mailing
from mentoring.models import NoticeKind

log = logging.getLogger(__name__)

# No task here takes more than seconds; a worker that was killed never says so.
STALE = datetime.timedelta(hours=1)


def enqueue_with_commit(job: Task[Any, Any], *args: Any, **values: Any) -> None:
    """As part of the transaction: undone, it leaves no task behind.

    One in the database comes and goes with the caller's rows; any other waits for the commit.
    """
    if isinstance(job.get_backend(), DatabaseBackend):
        job.enqueue(*args, **values)
    else:
        transaction.on_commit(partial(job.enqueue, *args, **values))


@task()
def mail_notices(recipient: int, kind: str) -> str:
    """Mail a person what waits of a kind. It names no notice: what is unsent is looked up."""
    return mailing.send(recipient=recipient, kind=NoticeKind(kind), now=timezone.now()).value


def fail_stale_tasks(now: datetime.datetime) -> int:
    """Tasks whose worker has died would count as running for ever."""
    stale = DBTaskResult.objects.running().filter(started_at__lte=now - STALE)
    failed = stale.order_by().update(
        status=TaskResultStatus.FAILED,
        finished_at=now,
        exception_class_path="builtins.TimeoutError",
        traceback="Its worker has ended without a word.",
    )
    if failed:
        log.warning("%d tasks had begun before %s and never ended", failed, now - STALE)
    return failed


def drop_needless_tasks(now: datetime.datetime) -> int:
    """Forget mail tasks that no worker took within the hour. Returns their number.

    Only for the caller who has just mailed all that was due: such a task would find nothing.
    Younger ones stay, since what they are about may have been committed after that look.
    """
    needless = DBTaskResult.objects.ready().filter(
        task_path=mail_notices.module_path, enqueued_at__lte=now - STALE
    )
    return needless.order_by().delete()[0]
