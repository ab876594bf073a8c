"""People in the admin."""

from typing import Any

from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.forms import UserAddForm, UserChangeForm
from accounts.models import User
from accounts.services import (
    LastSuperuserError,
    delete_accounts,
    is_last_superuser,
    verify_address,
)

RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")
# What those see who may only look: whose account it is, not what it may do or when it did.
SEEN_BY_ALL = ("email", "display_name", "time_zone", "is_active", "date_joined")


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Who makes or changes an address here answers for it: no code is asked for."""

    form = UserChangeForm
    add_form = UserAddForm
    list_display = ("email", "display_name", "is_staff", "is_active", "is_demo", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active", "is_demo", "groups")
    search_fields = ("email", "display_name")
    ordering = ("email",)
    readonly_fields = ("is_demo", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("Person"), {"fields": ("display_name", "time_zone", "language")}),
        (_("Rights"), {"fields": ("is_active", *RIGHTS)}),
        (_("Record"), {"fields": ("is_demo", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "usable_password", "password1", "password2"),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Nobody but a superuser hands out rights: staff could give them to themselves."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else fields + RIGHTS

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is not None and _only_looks(request):
            return ((None, {"fields": SEEN_BY_ALL}),)
        return super().get_fieldsets(request, obj)

    def get_list_display(self, request: HttpRequest) -> Any:
        return SEEN_BY_ALL if _only_looks(request) else super().get_list_display(request)

    def get_list_filter(self, request: HttpRequest) -> Any:
        return ("is_active",) if _only_looks(request) else super().get_list_filter(request)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What they don't see they don't guess by the list's address either."""
        if _only_looks(request) and lookup.split(LOOKUP_SEP)[0] not in {"id", "pk", *SEEN_BY_ALL}:
            return False
        return super().lookup_allowed(lookup, value, request)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Says who got which rights, and when."""
        if _only_looks(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self._may_touch(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody deletes the last superuser: there would be nobody to make another."""
        if obj is not None and is_last_superuser(obj):
            return False
        return self._may_touch(request, obj) and super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        self.delete_queryset(request, User.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """As people delete themselves: with their files. All of those chosen, or nobody."""
        try:
            delete_accounts(users=queryset)
        except LastSuperuserError as error:
            raise PermissionDenied(_("Somebody must stay a superuser.")) from error

    def _may_touch(self, request: HttpRequest, obj: User | None) -> bool:
        """Staff can't set each other's passwords: they would have each other's rights."""
        if obj is None or request.user.is_superuser or obj == request.user:
            return True
        return not (obj.is_staff or obj.is_superuser)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change or "email" in form.changed_data:
            verify_address(obj)


# Importing it has registered it.
admin.site.unregister(EmailAddress)


@admin.register(EmailAddress)
class AddressAdmin(EmailAddressAdmin):
    """allauth's, whose action would be open to everybody who may look."""

    @admin.action(
        permissions=["change"], description=_("Mark selected email addresses as verified")
    )
    def make_verified(self, request: HttpRequest, queryset: QuerySet[EmailAddress]) -> None:
        super().make_verified(request, queryset)


def _only_looks(request: HttpRequest) -> bool:
    """To find people for a cohort, say, and without a right to change accounts."""
    return not request.user.has_perm("accounts.change_user")
