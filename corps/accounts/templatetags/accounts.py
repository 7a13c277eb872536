"""What pages show of people's devices."""

from django import template

from corps.accounts import formats

register = template.Library()
register.filter("browser", formats.browser)
