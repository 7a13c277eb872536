"""Asking a council about an open project, as an expert or an employer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

import councils.services
from corps.stages import IllegalMove
from councils.forms import QuestionForm
from councils.models import Project
from secondments import permissions


@login_required
def question_new(request, pk):
    """Ask what the project does not say; the answer is for everybody."""
    visible = Project.objects.visible_to(request.user).select_related("council")
    project = get_object_or_404(visible, pk=pk)
    if not permissions.can_ask_question(request.user, project):
        if project.stage != Project.Stage.OPEN:
            messages.warning(request, "Questions are asked while a project is open.")
            return redirect(project)
        raise PermissionDenied(
            "Experts with a profile and people of checked employers ask questions here."
        )
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = councils.services.ask_question(project, by=request.user, **form.cleaned_data)
        except councils.services.TooManyQuestions:
            form.add_error("text", "You wait for several answers here: ask again once they came")
        except IllegalMove:
            messages.warning(request, "The project was closed to questions a moment ago.")
            return redirect(project)
        else:
            messages.success(request, f"{project.council} has your question. You hear by e-mail.")
            return redirect(asked)
    return render(request, "secondments/question_form.html", {"form": form, "project": project})
