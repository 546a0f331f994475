"""Conversation about subjects: comments, reports, moderation, announcements."""
