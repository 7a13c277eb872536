"""A list's search as an address holds it, the groups of notices, and reports of lost e-mail."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

LONGEST_QUERY = 500
_NOT_SEARCHED = {"page", "csrfmiddlewaretoken", "cursor", "format"}
MOST_FIELDS = 50


def clean_query(raw: str) -> str:
    """Return a search in one form whatever the order of its parts; a page's number is no part.

    Searches for the same rows are thus the same text. ValueError where it is too long to keep.
    """
    parts = parse_qsl(raw.removeprefix("?"), max_num_fields=MOST_FIELDS)
    kept = {(name, _clean(value)) for name, value in parts if name not in _NOT_SEARCHED}
    query = urlencode(sorted(pair for pair in kept if pair[1]))
    if len(query) > LONGEST_QUERY:
        raise ValueError(f"a search of {len(query)} characters")
    return query


def _clean(value: str) -> str:
    """Return a field's words without spaces around them and what a database cannot keep."""
    return value.replace("\0", "").strip()


def searched(query: str) -> dict[str, str]:
    """Return what a search asks for, by field; of a field that is there twice, the last."""
    return dict(parse_qsl(query))


@dataclass(frozen=True)
class Group:
    """Kinds of notices that a person switches together."""

    key: str
    label: str
    hint: str
    why: str  # ends the sentence "You get this e-mail because …"
    optional: bool = True


GROUPS = {
    group.key: group
    for group in (
        Group(
            "account",
            "Your account",
            "Whether e-mail reaches you, and who may sign in as you.",
            "it is about your account.",
            optional=False,
        ),
        Group(
            "asked",
            "Invitations and links made for you",
            "What nobody else can open or answer.",
            "it holds a link that was made for you.",
            optional=False,
        ),
        Group(
            "projects",
            "Projects of my council",
            "Sent for approval, returned, opened, staffed, finished.",
            "you have a part in this project.",
        ),
        Group(
            "council",
            "My council",
            "Who acts for it, its tokens, the order of its places.",
            "you act for this council.",
        ),
        Group(
            "proposals",
            "Proposals and secondments",
            "Who is proposed, who has answered, who starts and ends.",
            "you have a part in this proposal or secondment.",
        ),
        Group(
            "experts",
            "Experts on offer",
            "Days offered, consent given or withdrawn, pauses.",
            "you offer days of expertise, or act for who employs the expert.",
        ),
        Group(
            "organisations",
            "My company or charity",
            "Checked or refused, people who join, declared interests.",
            "you act for this company or charity, or look after them.",
        ),
        Group(
            "messages",
            "Messages and questions",
            "What somebody writes to you, or asks you.",
            "somebody has written to you.",
        ),
        Group(
            "searches",
            "Saved searches and what I watch",
            "New ones that fit what you searched, and projects that move.",
            "you saved this search, or asked to be told.",
        ),
        Group(
            "tasks",
            "Tasks I do",
            "Taken, changed, returned, accepted, withdrawn.",
            "you give time to this task.",
        ),
        Group(
            "review",
            "Tasks I look after",
            "Who takes them, work to review, repositories.",
            "you look after this task.",
        ),
        Group(
            "suggestions",
            "Suggestions",
            "Made to your council, answered, overdue.",
            "you made this suggestion, or owe its answer.",
        ),
        Group(
            "conversations",
            "Conversations I follow",
            "Opened, replied to, and what came of it.",
            "you follow this conversation, or have a part in its reply.",
        ),
        Group(
            "casework",
            "Complaints and corps staff",
            "How a complaint goes on, and what corps staff ask of you.",
            "you have a part in this complaint, or corps staff ask you.",
        ),
        Group(
            "savings",
            "Savings",
            "Claims to verify, and what was decided.",
            "you have a part in this claim.",
        ),
    )
}

# To which group a kind belongs: the longest beginning of its name that stands here decides.
GROUP_OF = {
    "accounts.": "account",
    "casework.": "casework",
    "casework.look_": "account",
    "casework.people_merged": "account",
    "casework.person_": "account",
    "consensus.": "conversations",
    "consensus.programme_commented": "messages",
    "consensus.reply_escalated": "asked",
    "contracts.": "organisations",
    "councils.": "projects",
    "councils.administrator_invited": "asked",
    "councils.approval_asked": "asked",
    "councils.favourite_moved": "searches",
    "councils.invitation_": "council",
    "councils.member_": "council",
    "councils.member_invited": "asked",
    "councils.members_": "council",
    "councils.people_": "council",
    "councils.projects_found": "searches",
    "councils.question_": "messages",
    "councils.roles_ranked": "council",
    "councils.token_": "council",
    "councils.truth_asked": "asked",
    "councils.use_asked": "asked",
    "councils.use_waits": "asked",
    "home.": "account",
    "matching.": "proposals",
    "matching.alert_": "searches",
    "matching.answer_published": "messages",
    "matching.message_written": "messages",
    "notifications.": "account",
    "organisations.": "organisations",
    "organisations.member_invited": "asked",
    "savings.": "savings",
    "secondments.": "experts",
    "secondments.secondment_": "proposals",
    "secondments.staff_invited": "asked",
    "volunteers.": "tasks",
    "volunteers.charity_": "organisations",
    "volunteers.source_": "review",
    "volunteers.suggestion_": "suggestions",
    "volunteers.task_opened": "review",
    "volunteers.task_reopened": "review",
    "volunteers.tasks_found": "searches",
    "volunteers.work_claimed": "review",
    "volunteers.work_handed_back": "review",
    "volunteers.work_submitted": "review",
}

# What the one button of an e-mail says; "See it on the site" where nothing stands here.
ACTION_OF = {
    "councils.administrator_invited": "Accept the invitation",
    "councils.approval_asked": "Read it and decide",
    "councils.member_invited": "Accept the invitation",
    "councils.project_returned": "Mend it and send it again",
    "councils.project_submitted": "Read it and decide",
    "councils.projects_found": "See all of them",
    "councils.question_asked": "Answer it",
    "councils.question_waits": "Answer it",
    "councils.sponsor_invited": "Say yes or no",
    "councils.sponsorship_asked": "Say yes or no",
    "councils.truth_asked": "Say whether it is still true",
    "councils.use_asked": "Say whether it is in use",
    "councils.use_waits": "Say whether it is in use",
    "matching.answer_due": "Answer the proposal",
    "matching.direct_asked": "Answer it",
    "matching.message_written": "Read and reply",
    "matching.proposal_made": "Answer the proposal",
    "matching.role_for_pledge": "Name the person",
    "notifications.": "Look at your address",
    "organisations.member_invited": "Accept the invitation",
    "organisations.organisation_registered": "Check the company",
    "savings.claim_submitted": "Check the claim",
    "secondments.expert_offered": "Read it and consent",
    "secondments.intake_wants_names": "Name them",
    "secondments.staff_invited": "Look at what was written",
    "volunteers.suggestion_received": "Answer the suggestion",
    "volunteers.tasks_found": "See all of them",
    "volunteers.work_reminded": "Say how it goes",
    "volunteers.work_submitted": "Review the work",
}
SEE_IT = "See it on the site"


def _by_beginning(table: Mapping[str, str], kind: str, default: str) -> str:
    """Return what stands at the longest beginning of a kind."""
    fitting = [beginning for beginning in table if kind.startswith(beginning)]
    return table[max(fitting, key=len)] if fitting else default


def group_of(kind: str) -> Group:
    """Return the group of a kind; one that stands nowhere cannot be switched off."""
    return GROUPS[_by_beginning(GROUP_OF, kind, "asked")]


def action_of(kind: str) -> str:
    """Return what the button of a kind's e-mail says."""
    return _by_beginning(ACTION_OF, kind, SEE_IT)


# Enhanced status codes (RFC 3463) that say that an address takes no mail, now or later. A full
# mailbox (5.2.2), a size (5.3.4) or a policy (5.7) says nothing of the address.
DEAD = {
    *("5.0.0", "5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.1", "5.4.4"),
}
_REFUSED = {521, 550, 551, 553, 556}  # replies without an enhanced code that say the same
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
LONGEST_REASON = 500


@dataclass(frozen=True)
class Returned:
    """An address that a mail server could not reach, as its report (RFC 3464) says."""

    address: str
    reason: str
    permanent: bool
    report: str  # the Message-ID of the report
    about: str  # that of the e-mail that came back, or "" where the report does not quote it


def is_refusal(code: int, words: str) -> bool:
    """Whether a server's reply to RCPT says that the address takes no mail, now or later."""
    status = _STATUS.search(words)
    return status.group(0) in DEAD if status else code in _REFUSED


def read_report(raw: bytes) -> list[Returned]:
    """Return the addresses that a delivery report says have failed; none for other mail."""
    message = message_from_bytes(raw)
    report = one_line(message["Message-ID"]) or f"<{sha256(raw).hexdigest()[:40]}@no-id>"
    about = next(filter(None, map(_quoted_id, message.walk())), "")
    found = [
        _returned(block, report, about)
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status"
        for block in _blocks(part)
        if _has_failed(block)
    ]
    return [one for one in found if "@" in one.address]


def _blocks(part: Message) -> list[Message]:
    """Return the messages that a part holds; of a report, a block of fields for each address."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _has_failed(block: Message) -> bool:
    """Whether a part of a report tells of a recipient that was not reached."""
    if block["Final-Recipient"] is None and block["Original-Recipient"] is None:
        return False  # what comes first tells of the report itself
    action = one_line(block["Action"]).lower()
    return action == "failed" or (not action and one_line(block["Status"]).startswith("5"))


def _returned(block: Message, report: str, about: str) -> Returned:
    status = _STATUS.search(one_line(block["Status"]))
    reason = _typed(block["Diagnostic-Code"]) or one_line(block["Status"])
    return Returned(
        address=(_typed(block["Original-Recipient"]) or _typed(block["Final-Recipient"])).lower(),
        reason=reason[:LONGEST_REASON],
        permanent=status is not None and status.group(0) in DEAD,
        report=report,
        about=about,
    )


def _quoted_id(part: Message) -> str:
    """Return the Message-ID of the e-mail that a report quotes, whole or by its headers."""
    if part.get_content_type() == "message/rfc822":
        return "".join(one_line(inner["Message-ID"]) for inner in _blocks(part)[:1])
    if part.get_content_type() == "text/rfc822-headers":
        content = part.get_payload(decode=True)
        headers = message_from_bytes(content if isinstance(content, bytes) else b"")
        return one_line(headers["Message-ID"])
    return ""


def _typed(value: object) -> str:
    """Return what a field says behind its type: "rfc822; ada@example.org" says the address."""
    kind, _, words = one_line(value).partition(";")
    return (words or kind).strip(" <>")


def one_line(value: object) -> str:
    """Return a header's words on one line; of none, none."""
    return " ".join(str(value or "").split())
