"""What has to be true of the settings for accounts to be safe."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.checks import Error, register

UNSHARED: tuple[type[BaseCache], ...] = (DummyCache, FileBasedCache, LocMemCache)


@register
def cache_is_shared(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Error]:
    """Rate limits count in the cache: each process on its own would let more through."""
    backend = caches["default"]
    if not isinstance(backend, UNSHARED):
        return []
    return [
        Error(
            f"Rate limits can’t count in {type(backend).__name__}.",
            hint="Set CACHE_URL to dbcache://cache or to a Redis: all processes share those.",
            id="accounts.E001",
        )
    ]
