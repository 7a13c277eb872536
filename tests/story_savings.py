"""A saving's way from a hope to the dashboard, told once in the verbs of tests/visitors.py."""

from tests.conftest import wait_for
from tests.story import ADMINISTRATOR, OFFICER, TITLE, Story, day

FINANCE = "finance@lambeth.gov.uk"
BENEFIT = "Fewer applications come back"


class SavingsStory(Story):
    """£96,000 is claimed; finance verifies £38,000, files £51,000 as time, rejects £7,000."""

    def tell(self):
        """From a forecast to a figure that everybody can trace."""
        self.staff_come()
        self.the_council_joins()
        self.a_sheet_becomes_drafts()
        self.the_officer_completes_the_draft()
        self.a_colleague_approves()
        self.a_finance_officer_joins()
        self.a_forecast_is_published()
        self.the_plan_is_held_still()
        self.the_result_is_measured()
        self.finance_splits_the_claim()
        self.everybody_reads_what_became_of_it()

    def a_finance_officer_joins(self):
        finance = self.sign_up("Sample finance officer", FINANCE)
        finance.visit("/councils/join/")
        finance.tick("Lambeth")
        finance.press("Ask to act for it")
        administrator = self.people[ADMINISTRATOR]
        administrator.visit("/councils/lambeth/members/")
        administrator.fill("Role of Sample finance officer", "Finance officer")
        administrator.press("Confirm Sample finance officer")

    def a_forecast_is_published(self):
        officer = self.people[OFFICER]
        officer.visit("/councils/projects/")
        officer.follow(TITLE)
        officer.follow("Say what it brings")
        officer.fill("What gets better?", BENEFIT)
        officer.fill("What sort of gain is it?", "Cash-releasing")
        officer.fill("What is measured?", "Share of applications that are not complete")
        officer.fill("Unit", "Per cent")
        officer.fill("How much is it today?", "141")
        officer.fill("Cost to run each year, in pounds", "-5")
        officer.press("Publish it as a claim")
        assert officer.sees("A share cannot be above 100 per cent")
        assert officer.sees("The cost to run cannot be less than 0")
        self.looked_at(officer, "a benefit with errors")
        officer.fill("How much is it today?", "41")
        officer.fill("Cost to run each year, in pounds", "6k")
        officer.fill("First day, row 1", day(-365))
        officer.fill("Last day, row 1", day(-1))
        officer.fill("Pounds, row 1", "£96,000")
        officer.press("Publish it as a claim")
        assert officer.sees("Published: everybody can read it, as a claim.")
        self.looked_at(officer, "a claim")

    def the_plan_is_held_still(self):
        officer = self.people[OFFICER]
        officer.follow("Edit")
        officer.fill("Measured from", day(-500))
        officer.fill("Measured to", day(-400))
        officer.fill("Where is that figure from?", "The case system")
        officer.fill("How do you turn it into the figures you give?", "Hours by the rate")
        officer.press("Save")
        officer.press("Baseline the plan")
        assert officer.sees("From now on, results are held against this plan.")

    def the_result_is_measured(self):
        officer = self.people[OFFICER]
        sheet = self.site.var_dir / "counts.csv"
        sheet.write_text("quarter,came back\nfirst,171\nlast,129\n")
        fake = self.site.var_dir / "counts.pdf"
        fake.write_text("This is no PDF.")
        officer.follow("Add a measurement")
        officer.fill("First day", day(-450))
        officer.fill("Last day", day(-1))
        officer.fill("Share of applications that are not complete, per cent", "23")
        officer.fill("What is that worth, in pounds?", "96k")
        officer.attach("Evidence, as a file", fake)
        officer.press("Save the measurement")
        assert officer.sees("measure from a later day on")
        assert officer.sees("This says it is a PDF, but is not")
        self.looked_at(officer, "a measurement with errors")
        officer.fill("First day", day(-365))
        officer.attach("Evidence, as a file", sheet)
        officer.press("Save the measurement")
        officer.press("Send to finance")
        assert officer.sees("Finance first has to know what it verifies")
        officer.fill("Cost centre", "PL-104")
        officer.fill("Budget line", "One vacant post")
        officer.fill("Date the budget goes", day(90))
        officer.press("Save")
        officer.press("Send to finance")
        assert officer.sees("Sent to finance. You hear by e-mail.")

    def finance_splits_the_claim(self):
        wait_for(lambda: self.post.has_link(FINANCE, "/savings/claims/"))
        finance = self.people[FINANCE]
        finance.visit(self.post.link(FINANCE, "/savings/claims/"))
        assert finance.sees("Evidence on one page (PDF)")
        self.looked_at(finance, "a claim before finance")
        finance.fill("Verified, in pounds", "38,000")
        finance.fill("Filed as time saved, in pounds", "51,000")
        finance.fill("Why it is time and not cash", "Hours across the team; no further post went")
        finance.press("Decide")
        assert finance.sees("£7,000.00 less than the £96,000.00 claimed")
        self.looked_at(finance, "a split with an error")
        finance.fill("Rejected, in pounds", "7000")
        finance.fill("Why it is rejected", "Postage was counted in last year's budget")
        finance.press("Decide")
        assert finance.sees("Verified by finance")
        self.looked_at(finance, "a verified benefit")
        finance.visit("/savings/verifications/?done")
        assert finance.sees(BENEFIT)
        self.looked_at(finance, "what finance decided")

    def everybody_reads_what_became_of_it(self):
        wait_for(lambda: self.post.letters(OFFICER, "finance has decided"))
        anybody = self.newcomer()
        wait_for(lambda: self.is_on_the_dashboard(anybody), 60)
        self.looked_at(anybody, "the dashboard")
        anybody.visit("/savings/benefits/")
        anybody.follow(BENEFIT)
        for words in (
            "£38,000",
            "Cost centre PL-104, One vacant post",
            "Filed as time saved",
            "£51,000",
            "Postage was counted in last year's budget",
            "A file that the council holds",
        ):
            assert anybody.sees(words)

    def is_on_the_dashboard(self, visitor):
        """Whether the verified figure has reached the dashboard, which a task keeps."""
        visitor.visit("/savings/")
        return visitor.sees("£38k")
