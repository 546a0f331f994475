"""Accounts in the operators' pages."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from quorum.accounts.models import ApiToken, Consent, User, Volunteer
from quorum.audit.admin import ReadOnlyAdmin


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
