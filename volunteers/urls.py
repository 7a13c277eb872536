"""The map of what volunteers do."""

app_name = "volunteers"
urlpatterns = []
