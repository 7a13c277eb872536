"""Who may do what in casework."""

from corps.accounts.models import User
from corps.casework.models import Complaint, Look


def can_do_casework(user: User) -> bool:
    """Corps staff alone."""
    return user.is_authenticated and user.is_staff


def can_see_complaint(user: User, complaint: Complaint) -> bool:
    """Who made it, and corps staff."""
    return user.is_authenticated and (complaint.by_id == user.pk or user.is_staff)


def can_handle_complaint(user: User, complaint: Complaint) -> bool:
    """Corps staff, but never who made it."""
    return can_do_casework(user) and complaint.by_id != user.pk


def can_suspend(user: User, person: User) -> bool:
    """Corps staff suspend others, but nobody of corps staff: an administrator does that."""
    return can_do_casework(user) and not person.is_staff and person != user


def can_look_as(user: User, person: User) -> bool:
    """Corps staff see the site as others who may sign in, never as corps staff."""
    return can_suspend(user, person) and person.is_active


def can_go_on_looking(user: User, look: Look) -> bool:
    """Who began it, while its time lasts and both may still."""
    return look.by_id == user.pk and not look.is_over and can_look_as(user, look.of)
