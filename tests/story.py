"""The thread through the whole product, told once in the verbs of tests/visitors.py."""

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
        assert visitor.sees("You are Lambeth's administrator")

    # The council's request

    def a_sheet_becomes_drafts(self):
        sheet = self.site.var_dir / "projects.csv"
        sheet.write_text(SHEET)
        self.manage("import_projects", str(sheet), "--council-column=lead", f"--by={STAFF}")

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
        employer.press("Consent")
        self.looked_at(employer, "an employer")

    def the_expert_offers(self):
        expert = self.sign_up("Sample expert", EXPERT)
        expert.visit("/")
        expert.follow("I have expertise")
        expert.fill("Name or company number of your employer", "sample company")
        expert.press("Search")
        expert.tick("Sample Company Ltd, company number 99999901")
        expert.press("Begin your profile")
        expert.visit("/")
        expert.follow("My profile")
        expert.follow("Go on with your profile")
        expert.fill("What do you do?", "Senior developer")
        expert.fill("First day you are free", day(0))
        expert.fill("Last day you are free", day(300))
        expert.fill("Days a week", "4")
        expert.tick("I would work remotely")
        expert.press("Save")
        expert.follow("skills")
        expert.fill("In plain words", "Someone who can build or mend software")
        expert.press("Add this role’s skills below")
        expert.press("Save your skills")
        expert.press("Put yourself on offer")
        self.looked_at(expert, "an expert")

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


def day(offset):
    """A day from today, as a date field takes it."""
    return (date.today() + timedelta(days=offset)).isoformat()  # noqa: DTZ011 - the site's day
