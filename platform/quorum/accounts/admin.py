"""Accounts in the operators' pages."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from quorum.accounts.models import ApiToken, Consent, User, Volunteer
from quorum.accounts.privacy import delete_account
from quorum.audit.admin import ReadOnlyAdmin
from quorum.audit.services import record


def _operator(request: HttpRequest) -> User:
    """Return who works in the admin; the admin itself has turned everybody else away."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """People who log in; passwords are changed through the reset page only."""

    list_display = ("email", "display_name", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "display_name")
    ordering = ("email",)
    fields = ("email", "display_name", "is_active", "is_staff", "public_id", "date_joined", "last_login")
    readonly_fields = ("public_id", "date_joined", "last_login")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: people sign up themselves."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:
        """Save and audit what changed."""
        super().save_model(request, obj, form, change)
        record(
            "user.changed",
            obj,
            actor=_operator(request),
            fields=form.changed_data,
            is_staff=obj.is_staff,
            is_active=obj.is_active,
        )

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """Delete as people delete their own accounts: votes stay under the pseudonym."""
        delete_account(user=obj, confirmation=obj.email, actor=_operator(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Delete one by one, for the same reason."""
        for user in queryset:
            self.delete_model(request, user)


@admin.register(Volunteer)
class VolunteerAdmin(ReadOnlyAdmin):
    """Who labels."""

    list_display = ("pseudonym", "kind", "user", "partner", "merged_into", "created_at")
    list_filter = ("kind",)
    list_select_related = ("user", "merged_into")
    search_fields = ("pseudonym", "user__email", "partner_player")


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    """Who agreed to which terms."""

    list_display = ("volunteer", "project_id", "terms_version", "given_at")
    list_select_related = ("volunteer",)
    search_fields = ("volunteer__pseudonym",)


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    """Keys of programs, without the keys."""

    list_display = ("prefix", "name", "user", "created_at", "last_used_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("prefix", "name", "user__email")
    exclude = ("digest",)
