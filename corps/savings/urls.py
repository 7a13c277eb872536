"""The map of savings."""

app_name = "savings"
urlpatterns = []
