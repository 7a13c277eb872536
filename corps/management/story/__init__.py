"""The story that `manage.py demo` plays: “The planning form that bounced”.

The six projects were real ones of the Local Digital Fund; every person, company and date is
sample data and says so.
"""
