"""Lists are fetched page by page, within limits, and never from a private address."""

import pytest

from tests.volunteers.services.lists import github, serving
from volunteers.services import fetching
from volunteers.services.fetching import FetchError, fetch_pages


@pytest.fixture
def lists():
    with serving() as found:
        yield found


@pytest.fixture
def may_fetch_here(settings):
    settings.FETCH_ALSO_FROM = ["127.0.0.1"]


@pytest.mark.usefixtures("may_fetch_here")
def test_a_list_is_asked_for_as_json_with_as_many_as_a_page_holds(lists):
    url = lists.serve("/issues", [github(1)])

    pages = fetch_pages(f"{url}?state=all")

    [(_, query, headers)] = lists.asked
    assert len(pages) == 1
    assert query == "state=all&per_page=100"
    assert (headers["Accept"], headers["Accept-Encoding"]) == ("application/json", "identity")
    assert headers["User-Agent"].startswith("london-digital-corps (+http")


@pytest.mark.usefixtures("may_fetch_here")
def test_the_link_header_leads_from_page_to_page(lists):
    url = lists.serve(
        "/issues", [github(1)], Link='<issues2?page=2>; rel="next", <issues9>; rel="last"'
    )
    lists.serve("/issues2", [github(2)], Link='<issues>; rel="prev"')

    pages = fetch_pages(url)

    assert [b'"number": 1' in pages[0], b'"number": 2' in pages[1]] == [True, True]
    assert [path for path, _, _ in lists.asked] == ["/issues", "/issues2"]


@pytest.mark.usefixtures("may_fetch_here")
def test_a_redirect_is_followed_and_a_circle_of_them_is_not(lists):
    lists.serve("/new", [])
    url = lists.serve("/old", b"", status=301, Location="/new")
    circle = lists.serve("/a", b"", status=302, Location="/a")

    assert fetch_pages(url) == [b"[]"]
    with pytest.raises(FetchError, match="from one address to the next"):
        fetch_pages(circle)


@pytest.mark.usefixtures("may_fetch_here")
@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "there is no such list"), (403, "we asked too often"), (500, "try later")],
)
def test_an_answer_that_is_no_list_says_what_it_was(lists, status, words):
    url = lists.serve("/issues", b"", status=status)

    with pytest.raises(FetchError, match=f"127.0.0.1 answered {status}: {words}"):
        fetch_pages(url)


@pytest.mark.usefixtures("may_fetch_here")
def test_a_list_that_is_too_large_is_not_read_to_its_end(lists, monkeypatch):
    monkeypatch.setattr(fetching, "LARGEST_LIST", 100)
    url = lists.serve("/issues", b"[" + b" " * 200 + b"]")

    with pytest.raises(FetchError, match="The list is larger than"):
        fetch_pages(url)


@pytest.mark.usefixtures("may_fetch_here")
def test_a_list_that_takes_too_long_is_given_up(lists, monkeypatch):
    monkeypatch.setattr(fetching, "LONGEST", -1)
    url = lists.serve("/issues", [])

    with pytest.raises(FetchError, match="did not come within"):
        fetch_pages(url)


@pytest.mark.usefixtures("may_fetch_here")
def test_pages_that_lead_in_a_circle_or_elsewhere_are_refused(lists):
    circle = lists.serve("/a", [], Link='<a?per_page=100>; rel="next"')
    away = lists.serve("/b", [], Link='<https://example.org/issues>; rel="next"')

    with pytest.raises(FetchError, match="never end"):
        fetch_pages(circle)
    with pytest.raises(FetchError, match="on another site"):
        fetch_pages(away)


@pytest.mark.usefixtures("may_fetch_here")
def test_a_server_that_does_not_answer_is_named():
    with serving() as gone:
        address = gone.address

    with pytest.raises(FetchError, match=r"127.0.0.1 did not answer"):
        fetch_pages(f"{address}/issues")


@pytest.mark.usefixtures("may_fetch_here")
def test_a_server_without_encryption_is_not_taken_for_one_with_it(lists):
    with pytest.raises(FetchError, match="did not answer"):
        fetch_pages(lists.address.replace("http:", "https:"))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104 - an address to be refused
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "224.0.0.1",
        "2130706433",
        "0x7f.1",
    ],
)
def test_a_private_address_is_never_asked(host, lists):
    port = lists.address.rpartition(":")[2]

    with pytest.raises(FetchError, match=r"not on the public network|There is no"):
        fetch_pages(f"http://{host}:{port}/issues")

    assert lists.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "http://",
        "http://[",
        "http://user:word@example.org/",
        "http://example.org:99999/",
        "gopher://127.0.0.1/",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url):
    with pytest.raises(FetchError, match=r"Only addresses|no whole web address"):
        fetch_pages(url)


@pytest.mark.usefixtures("may_fetch_here")
def test_a_page_that_may_be_read_cannot_send_us_to_one_that_may_not(lists):
    url = lists.serve("/old", b"", status=302, Location="http://127.0.0.2/secret")

    with pytest.raises(FetchError, match=r"127.0.0.2 is not on the public network"):
        fetch_pages(url)
