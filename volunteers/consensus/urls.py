"""The map of conversations."""

app_name = "consensus"
urlpatterns: list = []
