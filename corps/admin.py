"""The back office as a whole: its name, and the base class of its tables."""

from django.contrib import admin

admin.site.site_header = "London Digital Corps: back office"
admin.site.site_title = "London Digital Corps"
admin.site.index_title = "Back office"
admin.site.enable_nav_sidebar = False


class RecordAdmin(admin.ModelAdmin):
    """A table for mending data: what happened to a row is read there, never written."""

    list_per_page = 50
    show_full_result_count = False


class HistoryAdmin(RecordAdmin):
    """A table that is only read: nothing is added, changed or deleted by hand."""

    def has_add_permission(self, request):
        """History is written by what happens."""
        return False

    def has_change_permission(self, request, obj=None):
        """History is not rewritten."""
        return False

    def has_delete_permission(self, request, obj=None):
        """History is not forgotten by hand."""
        return False
