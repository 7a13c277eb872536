"""Keys for programs that write drafts in one's name."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from corps.accounts.permissions import second_factor_required
from corps.stages import IllegalMove
from councils import services
from councils.forms import TokenForm
from councils.models import Membership, Token

PAGE = 20


@login_required
@second_factor_required
@never_cache
def tokens(request):
    """One's own tokens, and a form for another; a new one's secret is on this one answer alone."""
    mine = Membership.objects.confirmed().filter(user=request.user).select_related("council")
    if not mine:
        messages.info(request, "Say which council you work for first; then you can make a token.")
        return redirect("councils:join")
    form, secret = TokenForm(request.POST or None, memberships=mine), ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = services.make_token(by=request.user, **form.cleaned_data)
        except services.TooManyTokens:
            form.add_error(None, "You have as many as can work at once: revoke one first")
        else:
            form = TokenForm(memberships=mine)
    rows = Token.objects.of(request.user).select_related("membership__council")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "secret": secret, "page": page}
    return render(request, "councils/tokens.html", context)


@login_required
@require_POST
def token_revoke(request, pk):
    """End one of one's own tokens."""
    token = get_object_or_404(Token.objects.of(request.user), pk=pk)
    try:
        services.revoke_token(token, by=request.user)
    except IllegalMove:
        messages.warning(request, "It was revoked already.")
    else:
        messages.success(request, f"“{token.name}” opens nothing any more.")
    return redirect("councils:tokens")
