"""The thread through the whole product, told once in the verbs of tests/visitors.py.

It is the first day of an officer, of a company and of an expert; and the last day of the officer.
"""

import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.conftest import ROOT, wait_for
from tests.visitors import PostBox

PASSWORD = "a long sample password"
TITLE = "Reducing invalid planning applications"
SHEET = f"title,lead,stage\n{TITLE},Lambeth,beta\nOnline repairs,Stockport,alpha\n"
STAFF = "staff@corps.example"
ADMINISTRATOR = "administrator@lambeth.gov.uk"
OFFICER = "officer@planning.lambeth.gov.uk"
APPROVER = "approver@lambeth.gov.uk"
EMPLOYER = "people@company.example"
EXPERT = "expert@company.example"
SECOND_EXPERT = "second@company.example"
LIST = f"Name,E-mail,Skills\nSecond expert,{SECOND_EXPERT},=1+1\n"

# What another council has asked for before.
A_NEIGHBOUR_ASKED = """
from corps.accounts.models import User
from councils.models import Council, Project
from django.utils import timezone
Project.objects.create(
    council=Council.objects.get(slug="southwark"), author=User.objects.first(), stage="open",
    opened_at=timezone.now(), title="Reducing invalid applications for planning",
    problem="Two in five applications bounce.", affected="Residents.", outcome="Fewer bounce.",
)
"""


@dataclass
class Story:
    """A site that is running, and the people who come to it, each at a screen of their own."""

    site: object
    newcomer: object  # gives a new visitor
    looked_at: object = lambda _visitor, _name: None  # is shown every page worth a look
    people: dict = field(default_factory=dict)

    def __post_init__(self):
        self.post = PostBox(self.site.var_dir / "mail")

    def tell(self):
        """From a council's spreadsheet to an expert at work."""
        self.staff_come()
        self.the_council_joins()
        self.a_sheet_becomes_drafts()
        self.the_officer_completes_the_draft()
        self.a_colleague_approves()
        self.a_company_and_its_expert_come()
        self.a_round_finds_the_expert()
        self.three_yeses_make_a_secondment()
        self.everybody_was_told()
        self.the_officer_leaves()

    # People

    def manage(self, *arguments, **environment):
        """Run a command of the site, as whoever runs it would."""
        done = subprocess.run(
            [sys.executable, ROOT / "manage.py", *arguments],
            env=self.site.env | environment,
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr

    def confirm(self, visitor, address):
        """Open the link that was sent to an address, and confirm it."""
        wait_for(lambda: self.post.has_link(address, "confirm-email"))
        visitor.visit(self.post.link(address, "confirm-email"))
        visitor.press("Yes, confirm it")

    def sign_up(self, name, address):
        """A newcomer signs up and confirms the address."""
        visitor = self.people[address] = self.newcomer()
        visitor.visit("/")
        visitor.follow("Sign up")
        visitor.fill("Your name", name)
        visitor.fill("Email", address)
        visitor.fill("Password", PASSWORD)
        visitor.press("Sign up")
        self.confirm(visitor, address)
        return visitor

    def staff_come(self):
        self.manage(
            "createsuperuser",
            "--noinput",
            f"--email={STAFF}",
            "--name=Sample staff",
            DJANGO_SUPERUSER_PASSWORD=PASSWORD,
        )
        visitor = self.people[STAFF] = self.newcomer()
        visitor.visit("/accounts/login/")
        visitor.fill("Email", STAFF)
        visitor.fill("Password", PASSWORD)
        visitor.press("Sign in")
        self.confirm(visitor, STAFF)
        visitor.visit("/councils/")
        assert visitor.sees("You invite its first administrator")
        self.looked_at(visitor, "councils")

    def the_council_joins(self):
        staff = self.people[STAFF]
        staff.visit("/councils/lambeth/administrators/invite/")
        staff.fill("Their e-mail address", "somebody@example.org")
        staff.press("Invite")
        assert staff.sees("Enter an address on Lambeth's domain")
        staff.fill("Their e-mail address", ADMINISTRATOR)
        staff.press("Invite")
        self.the_administrator_accepts()
        for name, address, role in (
            ("Sample officer", OFFICER, "Officer"),
            ("Sample approver", APPROVER, "Approver"),
        ):
            visitor = self.sign_up(name, address)
            visitor.visit("/councils/join/")
            visitor.tick("Lambeth")
            visitor.press("Ask to act for it")
            administrator = self.people[ADMINISTRATOR]
            administrator.visit("/councils/lambeth/members/")
            administrator.fill(f"Role of {name}", role)
            administrator.press(f"Confirm {name}")

    def the_administrator_accepts(self):
        """By the e-mailed link and an e-mailed code: no password was ever set."""
        wait_for(lambda: self.post.has_link(ADMINISTRATOR, "/councils/invitations/"))
        visitor = self.people[ADMINISTRATOR] = self.newcomer()
        visitor.visit(self.post.link(ADMINISTRATOR, "/councils/invitations/"))
        visitor.follow("Sign in with a code")
        visitor.fill("Email", ADMINISTRATOR)
        visitor.press("Send the code")
        wait_for(lambda: self.post.has_code(ADMINISTRATOR))
        visitor.fill("Code", self.post.code(ADMINISTRATOR))
        visitor.press("Go on")
        visitor.press("Accept")
        assert visitor.sees("You act for Lambeth now, as administrator")

    # The council's request

    def a_sheet_becomes_drafts(self):
        sheet = self.site.var_dir / "projects.csv"
        sheet.write_text(SHEET)
        self.manage("import_projects", str(sheet), "--council-column=lead", f"--by={STAFF}")
        self.manage("shell", "--command", A_NEIGHBOUR_ASKED)

    def the_officer_completes_the_draft(self):
        officer = self.people[OFFICER]
        officer.visit("/councils/projects/")
        officer.follow(TITLE)
        officer.follow("Go on writing")
        officer.fill("What is the problem today?", "Two in five applications bounce.")
        officer.fill("Who is affected?", "Residents who apply without an agent.")
        officer.fill("What should be different afterwards?", "Nobody pays for a form that bounces.")
        officer.fill("Earliest start", day(20))
        officer.fill("Latest start", day(60))
        officer.fill("Forecast yearly saving, in pounds", "lots")
        officer.fill("Contact's e-mail address", OFFICER)
        officer.press("Save and say who you need")
        assert officer.sees("Forecast must be a number, like 45000")
        self.looked_at(officer, "a form with an error")
        officer.fill("Forecast yearly saving, in pounds", "£96,000")
        officer.press("Save and say who you need")
        self.the_officer_names_the_role(officer)
        officer.follow("Say what is arranged")
        self.the_officer_is_ready_to_host(officer)
        self.looked_at(officer, "a draft")
        officer.press("Send for approval")
        assert officer.sees("Southwark asked for this in")
        self.looked_at(officer, "what was asked for before")
        officer.press("Mine is different: send it for approval")
        assert officer.sees("It waits for a colleague’s approval")

    def the_officer_names_the_role(self, officer):
        officer.fill("Who do you need?", "Someone who can build or mend software")
        officer.press("Propose skills")
        officer.fill("Kind: skill 1", "Required")
        officer.fill("Days a week", "3")
        officer.fill("First day", day(30))
        officer.fill("Last day", day(210))
        officer.tick("It may be done remotely")
        self.looked_at(officer, "a role")
        officer.press("Save the role")
        assert officer.sees("Saved the role")

    def the_officer_is_ready_to_host(self, officer):
        for label, words in (
            ("Who will be the expert's line manager?", "Sample Manager"),
            ("How many hours a week will they give?", "3"),
            ("Who decides when the team needs a decision?", "Sample Head"),
            ("What equipment will the expert have?", "A laptop"),
            ("Equipment and accounts ready by", day(15)),
            ("What data will the expert see?", "None"),
            ("Where will the code be kept?", "https://example.org/code"),
            ("How does work get into use?", "By pipeline"),
        ):
            officer.fill(label, words)
        officer.press("Save")
        assert officer.sees("You are ready to host an expert")

    def a_colleague_approves(self):
        approver = self.people[APPROVER]
        approver.visit("/")
        approver.follow(f"Approve “{TITLE}”")
        approver.press("Approve")
        assert approver.sees("is open now")

    # The expert

    def a_company_and_its_expert_come(self):
        employer = self.sign_up("Sample employer", EMPLOYER)
        employer.visit("/")
        employer.follow("I run a company")
        employer.fill("Company number", "123")
        employer.fill("Name of the company", "")
        employer.press("Register")
        self.looked_at(employer, "a company with errors")
        employer.fill("Company number", "9999 9901")
        employer.fill("Name of the company", "Sample Company Ltd")
        employer.press("Register")
        staff = self.people[STAFF]
        staff.visit("/secondments/employers/")
        staff.follow("Sample Company Ltd")
        staff.press("Verify Sample Company Ltd")
        self.the_expert_offers()
        employer.visit("/")
        employer.follow("Sample Company Ltd")
        employer.follow("Consent")
        employer.press("Consent")
        self.the_company_asks_by_a_list(employer)
        employer.visit("/")
        employer.follow("Sample Company Ltd")
        employer.follow("Who is proposed, agreed, away and back")
        self.looked_at(employer, "an employer’s people")

    def the_company_asks_by_a_list(self, employer):
        """With a formula in a cell first, which is found where it stands."""
        sheet = self.site.var_dir / "people.csv"
        for text, answer in (
            (LIST, "1 row to mend"),
            (LIST.replace("=1+1", ""), "1 person can be asked"),
        ):
            sheet.write_text(text)
            employer.visit("/")
            employer.follow("Sample Company Ltd")
            employer.follow("Ask many of your people at once, by a sheet")
            employer.attach("CSV file", sheet)
            employer.press("Upload")
            employer.press("Look through the rows")
            assert employer.sees(answer)
            self.looked_at(employer, "a list of people")
        employer.press("Ask 1 person")
        wait_for(lambda: self.post.has_link(SECOND_EXPERT, "/staff/invitations/"))

    def the_expert_offers(self):
        expert = self.sign_up("Sample expert", EXPERT)
        expert.visit("/")
        expert.follow("I have expertise")
        expert.fill("Name or company number of your employer", "sample company")
        expert.press("Search")
        expert.tick("Sample Company Ltd, company number 99999901")
        expert.press("Begin your profile")
        expert.fill("What do you do?", "Senior developer")
        expert.press("Save and go on")
        expert.fill("In plain words", "Someone who can build or mend software")
        expert.press("Add this role’s skills below")
        expert.press("Save and leave")
        expert.visit("/")
        expert.follow("My profile")
        expert.follow("Go on with your profile")
        expert.fill("First day you are free", day(300))
        expert.fill("Last day you are free", day(0))
        expert.press("Save and go on")
        assert expert.sees("Choose a last day that comes after the first")
        self.looked_at(expert, "a step with an error")
        expert.fill("First day you are free", day(0))
        expert.fill("Last day you are free", day(300))
        expert.fill("Days a week", "4")
        expert.press("Save and go on")
        expert.tick("I would work remotely")
        expert.press("Save and go on")
        expert.press("Save and go on")
        expert.press("Put yourself on offer")
        self.looked_at(expert, "an expert")
        self.the_expert_asks(expert)

    def the_expert_asks(self, expert):
        """What the council answers, everybody reads; and a role is put first."""
        expert.visit("/councils/projects/")
        expert.follow(TITLE)
        expert.press("Put first")
        expert.follow("Ask a question")
        expert.fill("What would you like to know?", "Which language is it written in?")
        expert.press("Send the question")
        officer = self.people[OFFICER]
        officer.visit("/councils/projects/")
        officer.follow(TITLE)
        officer.follow("1 question to answer")
        officer.follow("Answer it")
        officer.fill("Your answer", "Python.")
        officer.press("Publish the answer")
        self.looked_at(officer, "answers")
        expert.visit("/councils/projects/")
        expert.follow(TITLE)
        assert expert.sees("Which language is it written in? Python.")

    def a_round_finds_the_expert(self):
        officer = self.people[OFFICER]
        officer.visit("/councils/projects/")
        officer.follow(TITLE)
        officer.press("Find experts")
        round_page = officer.url
        wait_for(lambda: self.is_solved(officer, round_page), 60)
        self.looked_at(officer, "a round")
        assert officer.sees("Somebody is proposed for 1 of 1 free place")

    def is_solved(self, visitor, page):
        visitor.visit(page)
        return visitor.sees("Solved")

    def three_yeses_make_a_secondment(self):
        officer = self.people[OFFICER]
        officer.visit("/secondments/matching/proposals/")
        officer.follow("Sample expert for")
        officer.fill("Your message", "Could we talk this week?")
        officer.press("Send")
        officer.fill("The day you met", day(0))
        officer.press("Note the day")
        self.looked_at(officer, "a proposal")
        officer.press("Say yes")
        for address in (EMPLOYER, EXPERT):
            visitor = self.people[address]
            visitor.visit("/secondments/matching/proposals/")
            visitor.follow("Sample expert for")
            assert visitor.sees("Could we talk this week?")
            visitor.press("Say yes")
        assert self.people[EXPERT].sees("All three have said yes")
        officer.visit("/councils/projects/")
        officer.follow(TITLE)
        assert officer.sees("Staffed")
        self.looked_at(officer, "a project")

    def everybody_was_told(self):
        for address, words in ((OFFICER, "Agreed"), (EMPLOYER, "Agreed"), (EXPERT, "proposed")):
            wait_for(lambda to=address, about=words: self.post.letters(to, about.lower()))
            visitor = self.people[address]
            visitor.visit("/notifications/inbox/")
            assert visitor.sees(words)
        self.looked_at(self.people[OFFICER], "an inbox")

    def the_officer_leaves(self):
        """A colleague takes the project over, and the history says so."""
        administrator = self.people[ADMINISTRATOR]
        administrator.visit("/councils/lambeth/members/")
        administrator.follow("End membership of Sample officer")
        self.looked_at(administrator, "who takes over")
        administrator.fill("Who takes over the projects?", "Sample approver")
        administrator.press("End the membership")
        assert administrator.sees("Give the reason")
        administrator.fill("Why?", "A post elsewhere.")
        administrator.press("End the membership")
        administrator.visit("/councils/projects/")
        administrator.follow(TITLE)
        administrator.follow("All that happened")
        assert administrator.sees("Sample approver")
        self.looked_at(administrator, "a project’s history")
        officer = self.people[OFFICER]
        officer.visit("/councils/projects/new/")
        assert officer.sees("Say which council you work for first")


def day(offset):
    """A day from today, as a date field takes it."""
    return (date.today() + timedelta(days=offset)).isoformat()  # noqa: DTZ011 - the site's day
