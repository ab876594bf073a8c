"""People in the admin."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.forms import UserAddForm, UserChangeForm
from accounts.models import User
from accounts.services import (
    LastSuperuserError,
    delete_accounts,
    is_last_superuser,
    verify_address,
)

RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


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
        ("Person", {"fields": ("display_name", "time_zone")}),
        ("Rights", {"fields": ("is_active", *RIGHTS)}),
        ("Record", {"fields": ("is_demo", "last_login", "date_joined")}),
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
            raise PermissionDenied("Somebody must stay a superuser.") from error

    def _may_touch(self, request: HttpRequest, obj: User | None) -> bool:
        """Staff can't set each other's passwords: they would have each other's rights."""
        if obj is None or request.user.is_superuser or obj == request.user:
            return True
        return not (obj.is_staff or obj.is_superuser)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change or "email" in form.changed_data:
            verify_address(obj)
