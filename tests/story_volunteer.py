"""A volunteer's way through the product, told once in the verbs of tests/visitors.py."""

from tests.conftest import wait_for
from tests.story import OFFICER, Story, day

VOLUNTEER = "volunteer@example.org"
LETTERS = "Read ten letters and say what is unclear"
FORMS = "Read ten forms and say what is unclear"

AN_HOUR_LATER = """
from datetime import timedelta
from django.db.models import F
from corps.notifications.models import SavedSearch
from volunteers import tasks
from volunteers.models import Task
hour = timedelta(hours=1)
SavedSearch.objects.update(seen_until=F("seen_until") - 2 * hour)
Task.objects.filter(title__startswith="Read ten forms").update(opened_at=F("opened_at") - hour)
tasks.send_digests.delay()
"""


class VolunteerStory(Story):
    """A council posts a task; somebody finds it, does it, mends it, and can show it."""

    def tell(self):
        """From a task that is posted to a certificate that can be checked."""
        self.staff_come()
        self.the_council_joins()
        self.the_officer_posts(LETTERS, looked=True)
        self.somebody_finds_and_takes_it()
        self.what_is_new_comes_by_email()
        self.the_work_is_sent_in_too_early()
        self.the_officer_returns_it()
        self.it_is_mended_and_accepted()
        self.a_certificate_shows_it()
        self.a_suggestion_is_answered()

    def the_officer_posts(self, title, *, looked=False):
        officer = self.people[OFFICER]
        officer.visit("/volunteers/tasks/")
        officer.follow("Post a task")
        officer.fill("What is the task?", title)
        if looked:
            officer.press("Save and open")
            assert officer.sees("Say what there is to do")
            self.looked_at(officer, "a task with errors")
        officer.fill("What is there to do?", "Read each and note what you do not understand.")
        officer.fill("When is it done?", "There are ten notes.")
        officer.fill("How long does it take?", "1 to 4 hours")
        officer.fill("Needed by (optional)", day(30))
        officer.tick("It can be done without sight")
        officer.tick("No personal data")
        officer.tick("This task replaces no paid post")
        officer.press("Save and open")
        assert officer.sees(f"“{title}” is open now")

    def somebody_finds_and_takes_it(self):
        volunteer = self.sign_up("Sample volunteer", VOLUNTEER)
        volunteer.visit("/volunteers/tasks/?q=leters")  # a slip of a letter is forgiven
        self.looked_at(volunteer, "tasks")
        volunteer.follow(LETTERS)
        self.looked_at(volunteer, "a task")
        volunteer.press("I’ll do it")
        volunteer.tick("For myself")
        volunteer.tick("18 or over")
        self.looked_at(volunteer, "the first steps")
        volunteer.press("Save, and take the task")
        assert volunteer.sees("Agree to the licence")
        volunteer.tick("I agree to the contributor licence")
        volunteer.press("Save, and take the task")
        assert volunteer.sees("It is yours")
        self.looked_at(volunteer, "a piece of work")

    def what_is_new_comes_by_email(self):
        volunteer = self.people[VOLUNTEER]
        volunteer.visit("/volunteers/tasks/?q=unclear")
        volunteer.press("E-mail me new ones")
        assert volunteer.sees("What is new in it comes by e-mail, once a day")
        volunteer.visit("/notifications/searches/")
        self.looked_at(volunteer, "saved searches")
        self.the_officer_posts(FORMS)
        self.manage("shell", "-c", AN_HOUR_LATER)
        wait_for(lambda: self.post.letters(VOLUNTEER, "new task for what you searched"), 60)
        assert self.post.letters(VOLUNTEER, FORMS.lower())

    def the_work_is_sent_in_too_early(self):
        volunteer = self.people[VOLUNTEER]
        volunteer.visit("/volunteers/work/")
        self.looked_at(volunteer, "my work")
        volunteer.press("Start")
        volunteer.follow("Send it in")
        volunteer.fill("How long did it take?", "a while")
        volunteer.fill("What did you do?", "Three letters.")
        volunteer.press("Send it in")
        assert volunteer.sees("Say how long it took")
        volunteer.fill("How long did it take?", "20 min")
        volunteer.press("Send it in")
        assert volunteer.sees("Sent in. You hear by e-mail")

    def the_officer_returns_it(self):
        officer = self.people[OFFICER]
        officer.visit("/volunteers/reviews/")
        officer.follow(LETTERS)
        officer.follow("Return it with a reason")
        officer.fill("What should be mended?", "Good so far. What of the other seven?")
        officer.press("Return it")
        assert officer.sees("Returned. Sample volunteer hears by e-mail.")
        wait_for(lambda: self.post.letters(VOLUNTEER, "other seven"))

    def it_is_mended_and_accepted(self):
        volunteer, officer = self.people[VOLUNTEER], self.people[OFFICER]
        volunteer.visit("/")
        volunteer.follow("Mend your work")
        assert volunteer.sees("What of the other seven?")
        volunteer.follow("Mend it and send it again")
        volunteer.fill("How long did it take?", "1 h 30")
        volunteer.fill("What did you do?", "All ten letters now.")
        volunteer.press("Send it in")
        officer.visit("/volunteers/reviews/")
        officer.follow(LETTERS)
        officer.follow("Accept it")
        officer.fill("A line for their record (optional)", "Careful notes")
        officer.press("Accept it")
        assert officer.sees("Accepted. Sample volunteer hears by e-mail.")

    def a_certificate_shows_it(self):
        volunteer = self.people[VOLUNTEER]
        volunteer.visit("/volunteers/record/")
        assert volunteer.sees("1 piece of work accepted, 1.5 hours in all")
        self.looked_at(volunteer, "a record")
        volunteer.follow("Make a certificate")
        volunteer.fill("Your name, as it shall stand on the certificate", "S. Volunteer")
        volunteer.press("Make it")
        assert volunteer.sees("Your certificate is ready")
        self.looked_at(volunteer, "a certificate")
        self.a_stranger_checks(volunteer.url)
        volunteer.visit("/volunteers/record/")
        volunteer.follow("show it to whoever has its link")
        self.looked_at(volunteer, "showing a record")
        volunteer.press("Show it to whoever has the link")
        stranger = self.newcomer()
        stranger.visit(volunteer.url)
        assert stranger.sees("What Sample volunteer did as a volunteer")
        self.looked_at(stranger, "a record that is shown")

    def a_stranger_checks(self, address):
        stranger = self.newcomer()
        stranger.visit(address)
        assert stranger.sees("This certificate holds")
        assert stranger.sees("S. Volunteer")
        assert not stranger.sees("Withdraw it")

    def a_suggestion_is_answered(self):
        volunteer, officer = self.people[VOLUNTEER], self.people[OFFICER]
        volunteer.visit("/volunteers/suggestions/")
        volunteer.follow("Suggest something")
        volunteer.press("Send it")
        assert volunteer.sees("Say it in one line")
        self.looked_at(volunteer, "a suggestion with errors")
        volunteer.tick("A problem to be solved")
        volunteer.fill("Who should answer?", "Lambeth")
        volunteer.fill("In one line", "Say when the library is open")
        volunteer.fill("Tell us more", "It takes three pages to find out.")
        volunteer.press("Send it")
        assert volunteer.sees("You get an answer by")
        self.looked_at(volunteer, "a suggestion")
        officer.visit("/volunteers/suggestions/")
        self.looked_at(officer, "suggestions")
        officer.follow("Say when the library is open")
        officer.follow("Answer it")
        officer.tick("We do not take it up")
        officer.fill("Your answer", "It stands on the door now.")
        self.looked_at(officer, "an answer")
        officer.press("Answer")
        wait_for(lambda: self.post.letters(VOLUNTEER, "your suggestion was answered"))
