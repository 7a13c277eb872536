"""What the web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corps.settings")

application = get_wsgi_application()

# What is loaded stays: the collector need not look through it in the middle of a request, and
# workers that are forked from here go on sharing it.
gc.collect()
gc.freeze()
