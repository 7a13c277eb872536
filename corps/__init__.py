"""The project: the ground that all apps stand on, and the roof above them."""

from corps.celery import app as celery_app

__all__ = ["celery_app"]
