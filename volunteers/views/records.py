"""What a volunteer can show: the record, its file, and certificates."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render

from volunteers import permissions, queries, services
from volunteers.forms import CertificateForm, ShortReasonForm
from volunteers.models import Certificate, Record
from volunteers.views.task import PAGE


@login_required
def my_record(request):
    """Lead to one's own record; who has yet to begin is led there first."""
    own = queries.volunteer_of(request.user)
    if own is None:
        messages.info(request, "Your record begins with your first task. Find one that suits you.")
        return redirect("volunteers:tasks")
    return redirect(services.record_of(own))


def record(request, key):
    """What a volunteer did and a council or charity accepted."""
    found = get_object_or_404(Record.objects.select_related("volunteer__user"), key=key)
    if not permissions.can_see_record(request.user, found):
        raise Http404
    volunteer = found.volunteer
    work = volunteer.contributions.for_a_record()
    own = volunteer.pk == request.user.pk
    context = {
        "record": found,
        "name": volunteer.user.name or "A volunteer",
        "own": own,
        "totals": queries.totals_of(volunteer.user),
        "page": Paginator(work, PAGE).get_page(request.GET.get("page")),
        "certificates": Certificate.objects.filter(volunteer=volunteer)[:PAGE] if own else [],
    }
    return render(request, "volunteers/record.html", context)


def _own(request):
    """One's own profile, or nothing to show."""
    own = queries.volunteer_of(request.user)
    if own is None:
        raise Http404
    return own


@login_required
def record_show(request):
    """Ask once more, then show the record to whoever has the link, or to nobody."""
    own = services.record_of(_own(request))
    if request.method == "POST":
        own = services.show_record(own, by=request.user, public=request.POST.get("show") == "yes")
        who = "Whoever has the link" if own.is_public else "Nobody else"
        messages.success(request, f"{who} can see your record now.")
        return redirect(own)
    return render(request, "volunteers/record_show.html", {"record": own})


@login_required
def record_export(request):
    """One's own record as a JSON file."""
    facts = services.export(_own(request))
    response = JsonResponse(facts, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="volunteering-record.json"'
    return response


@login_required
def certificate_new(request):
    """State one's accepted work under a name."""
    own = _own(request)
    form = CertificateForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make_certificate(own, by=request.user, **form.cleaned_data)
        except services.NothingAccepted as why:
            messages.warning(request, str(why))
            return redirect("volunteers:my-record")
        messages.success(request, "Your certificate is ready.")
        return redirect(made)
    return render(request, "volunteers/certificate_form.html", {"form": form})


def certificate(request, code):
    """What a certificate states, for whoever holds its number, and whether it still holds."""
    found = get_object_or_404(
        Certificate.objects.select_related("volunteer__user"), code=code.upper()
    )
    context = {
        "certificate": found,
        "own": found.volunteer_id == request.user.pk,
        "may_withdraw": found.withdrawn_at is None
        and permissions.can_withdraw_certificate(request.user, found),
    }
    return render(request, "volunteers/certificate.html", context)


@login_required
def certificate_file(request, code):
    """One's own certificate as a PDF."""
    found = get_object_or_404(Certificate, code=code.upper(), volunteer=request.user.pk)
    if found.withdrawn_at:
        raise Http404
    name = f"certificate-{found.code}.pdf"
    return HttpResponse(
        services.certificate_file(found),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_required
def certificate_withdraw(request, code):
    """Say that a certificate does not hold any more, and why."""
    found = get_object_or_404(Certificate, code=code.upper())
    if not permissions.can_withdraw_certificate(request.user, found):
        raise PermissionDenied("Its volunteer and corps staff withdraw a certificate.")
    form = ShortReasonForm(request.POST or None, hint="Whoever checks the certificate reads this.")
    if request.method == "POST" and form.is_valid():
        services.withdraw_certificate(found, by=request.user, **form.cleaned_data)
        messages.success(request, "Withdrawn. Whoever checks it is told so.")
        return redirect(found)
    context = {
        "form": form,
        "row": found,
        "title": "Withdraw this certificate",
        "button": "Withdraw it",
    }
    return render(request, "volunteers/reason.html", context)
