"""What a project's page shows of its papers, its home and who uses it.

Its view has said already whether this person writes the project (`may_write`) and sees inside it.
"""

from django import template

from councils import maths, permissions, queries
from councils.models import Question, Sponsorship

register = template.Library()
SHOWN = 3  # of what has a page of its own


@register.inclusion_tag("councils/on_files.html", takes_context=True)
def project_files(context, project):
    """A project's files, and whether this person may add one or take one away."""
    return {
        "project": project,
        "files": list(project.attachments.filter(addendum=None)),
        "may_attach": context["may_write"] and project.is_editable,
        "may_remove": context["may_write"],
    }


@register.inclusion_tag("councils/on_addenda.html", takes_context=True)
def project_addenda(context, project):
    """The latest of what was added after a project was opened."""
    rows = project.addenda.select_related("by").prefetch_related("event__changes", "attachments")
    listed = list(rows[: SHOWN + 1])
    return {
        "project": project,
        "addenda": listed[:SHOWN],
        "more": len(listed) > SHOWN,
        "may_add": context["may_write"] and project.is_live,
        "may_remove": context["may_write"],
        "inside": context["inside"],
    }


@register.inclusion_tag("councils/on_questions.html", takes_context=True)
def project_questions(context, project):
    """The latest answers, how many there are, and how many wait."""
    stages = list(project.questions.values_list("stage", flat=True))
    count = stages.count(Question.Stage.ANSWERED)
    answered = project.questions.answered().select_related("by", "answered_by")
    latest = answered.order_by("-moved_at", "-pk")
    return {
        "user": context["user"],
        "inside": context["may_write"] or context["user"].is_staff,
        "project": project,
        "answered": latest[:SHOWN] if count else [],
        "count": count,
        "waiting": stages.count(Question.Stage.WAITING) if context["may_write"] else 0,
    }


@register.inclusion_tag("councils/on_home.html", takes_context=True)
def project_home(context, project):
    """Where the work lives, and whether it is still in use."""
    is_over = project.stage == project.Stage.COMPLETED
    may_write = context["may_write"] and (is_over or project.is_live)
    checks = list(project.use_checks.all()) if is_over else []
    return {
        "project": project,
        "home": queries.home_of(project) if is_over or may_write else None,
        "is_over": is_over,
        "may_write": may_write,
        "checks": [(check, queries.use_token(check) if may_write else "") for check in checks],
    }


@register.inclusion_tag("councils/on_reuse.html", takes_context=True)
def project_reuse(context, project):
    """Which other councils use it, and whether this person's may say so too."""
    user = context["user"]
    reuses = list(queries.reuses_of(project)) if queries.is_reusable(project) else []
    mine = queries.councils_of(user) if reuses else set()
    return {
        "project": project,
        "reuses": [(reuse, reuse.council_id in mine) for reuse in reuses],
        "may_record": permissions.can_record_reuse(user, project),
    }


@register.filter
def word_changes(change):
    """A long text's pieces: what was kept, what is gone, what is new."""
    return maths.word_changes(change.before, change.after)


@register.inclusion_tag("councils/on_watch.html", takes_context=True)
def project_watch(context, project):
    """The star, and the way to begin one's own from it."""
    user = context["user"]
    return {
        "user": user,
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "project": project,
        "starred": queries.is_watching(user, project),
        "may_copy": permissions.can_copy_project(user, project),
    }


@register.inclusion_tag("councils/on_sponsors.html", takes_context=True)
def project_sponsors(context, project):
    """The councils that stand behind it; who asks and is invited, for those it concerns alone."""
    user = context["user"]
    rows = []
    for row in project.sponsorships.live().select_related("council"):
        row.project = project
        one = {
            "row": row,
            "stands": row.stage == Sponsorship.Stage.ACCEPTED,
            "may_answer": permissions.can_answer_sponsorship(user, row),
            "may_withdraw": permissions.can_withdraw_sponsorship(user, row),
        }
        if one["stands"] or one["may_answer"] or one["may_withdraw"] or context["inside"]:
            rows.append(one)
    return {
        "csrf_token": context.get("csrf_token"),
        "project": project,
        "rows": rows,
        "may_ask": permissions.can_ask_to_sponsor(user, project),
        "may_invite": permissions.can_invite_sponsor(user, project),
    }


@register.inclusion_tag("councils/on_similar.html")
def similar_projects(project):
    """Projects like one that anybody may see."""
    return {"projects": queries.similar(project) if project.opened_at else []}
