"""A question's way through the product, told once in the verbs of tests/visitors.py."""

from tests.conftest import wait_for
from tests.story import APPROVER, OFFICER, Story, day

VOTER = "voter@example.org"
QUESTION = "What would make a planning application easier?"
MISSING = "Tell me what is missing before I pay."
SEEDS = [MISSING, *(f"Sample statement {number} about planning." for number in range(2, 12))]
OWN = "Sample statement 7 about planing."
LIST = "/volunteers/consensus/"

# Forty people more, of two camps who agree on the first statement and on little else.
A_CROWD_VOTES = """
from volunteers.consensus.models import Conversation, Participant, Vote
conversation = Conversation.objects.get()
said = list(conversation.statements.shown())
for at in range(40):
    person = Participant.objects.create(conversation=conversation, key=str(at), kind="browser")
    side = 1 if at < 25 else -1
    Vote.objects.bulk_create(
        Vote(conversation=conversation, participant=person, statement=one,
             value=1 if not number else (0 if number == at % 11 else side * (-1) ** number))
        for number, one in enumerate(said)
    )
"""


class ConsensusStory(Story):
    """A council asks; people vote and add; the council replies, for everybody to see."""

    def tell(self):
        """From a question to a reply."""
        self.staff_come()
        self.the_council_joins()
        self.the_officer_asks()
        self.the_approver_pledges()
        self.the_officer_opens_it()
        voter = self.somebody_votes_ten_times()
        self.they_change_a_vote(voter)
        self.they_add_a_statement(voter)
        self.the_officer_reads_it()
        self.many_vote_and_groups_are_seen(voter)
        self.somebody_wishes_to_be_told()
        self.the_council_replies()
        self.the_result_can_be_cited(voter)

    def the_officer_asks(self):
        officer = self.people[OFFICER]
        officer.visit(f"{LIST}proposals/")
        officer.follow("Put a question to people")
        officer.press("Save")
        assert officer.sees("Enter the question")
        self.looked_at(officer, "a question with errors")
        officer.fill("What do you ask?", QUESTION)
        officer.fill("Statements and votes until", day(20))
        officer.fill("Reflection until", day(30))
        officer.fill("Reply due", day(60))
        officer.fill(
            "Statements to begin with, one a line (optional)", "\n".join([*SEEDS, MISSING])
        )
        officer.press("Save")
        assert officer.sees("Line 12")
        officer.fill("Statements to begin with, one a line (optional)", "\n".join(SEEDS))
        officer.press("Save")
        assert officer.sees("It opens once a council has pledged to reply")

    def the_approver_pledges(self):
        approver = self.people[APPROVER]
        approver.visit(f"{LIST}proposals/")
        approver.follow(QUESTION)
        approver.follow("Pledge a reply")
        approver.fill("Who replies?", "Sample Officer")
        approver.fill("Who is asked if the reply is late?", "Sample Director")
        approver.fill("Their e-mail address", "director@lambeth.gov.uk")
        self.looked_at(approver, "a pledge")
        approver.press("Pledge")
        assert approver.sees("Lambeth has pledged to reply")

    def the_officer_opens_it(self):
        officer = self.people[OFFICER]
        officer.visit(f"{LIST}proposals/")
        officer.follow(QUESTION)
        officer.follow("Open it")
        officer.press("Open it")
        assert officer.sees("It is open now")

    def somebody_votes_ten_times(self):
        voter = self.newcomer()
        voter.visit(LIST)
        self.looked_at(voter, "questions")
        voter.follow(QUESTION)
        assert voter.sees("Results are shown once 20 people have voted")
        self.looked_at(voter, "a statement to vote on")
        for place, words in enumerate(["Agree", "Disagree", "Pass", "Agree", "Agree"] * 2, start=1):
            voter.press(words)
            wait_for(lambda seen=place + 1: voter.sees(f"Statement {seen} of 11"))
        self.looked_at(voter, "the eleventh statement")
        return voter

    def they_change_a_vote(self, voter):
        voter.follow("Your 10 votes")
        assert voter.sees("Only you see this page")
        self.looked_at(voter, "one's own votes")
        voter.press("Pass")
        voter.visit(voter.url)
        assert voter.sees("You passed")

    def they_add_a_statement(self, voter):
        voter.visit(LIST)
        voter.follow(QUESTION)
        voter.follow("Add your own statement")
        voter.fill("Your statement", OWN)
        voter.press("Add it")
        assert voter.sees("Is it one of these?")
        self.looked_at(voter, "similar statements")
        voter.press("No, add mine")
        assert voter.sees("Somebody reads it")

    def the_officer_reads_it(self):
        officer = self.people[OFFICER]
        officer.visit(LIST)
        officer.follow("Statements that wait to be read")
        assert officer.sees(OWN)
        self.looked_at(officer, "statements to read")
        officer.press("Show it")
        assert officer.sees("Nothing waits")

    def many_vote_and_groups_are_seen(self, voter):
        self.manage("shell", "-c", A_CROWD_VOTES)
        wait_for(lambda: self._reads(voter, "About 40 people took part"), 60)
        assert voter.sees("How people group")
        assert voter.sees("Only you see this")
        self.looked_at(voter, "a result")
        voter.visit(f"{LIST}issues/?of=statements")
        assert voter.sees(MISSING)
        self.looked_at(voter, "issues that matter")

    def _reads(self, voter, words):
        voter.visit(LIST)
        voter.follow(QUESTION)
        return voter.sees(words)

    def somebody_wishes_to_be_told(self):
        follower = self.sign_up("Sample voter", VOTER)
        follower.visit(LIST)
        follower.follow(QUESTION)
        follower.press("Tell me what comes of it")
        assert follower.sees("You get an e-mail when something comes of it")

    def the_council_replies(self):
        officer = self.people[OFFICER]
        for words in ("End voting now", "End reflection now"):
            officer.visit(LIST)
            officer.follow(QUESTION)
            officer.follow(words)
            officer.fill("Why does it end before its day?", "Sample: all is said.")
            officer.press(words)
            assert officer.sees("The stage has ended")
        officer.follow("Reply for Lambeth")
        officer.press("Reply")
        assert officer.sees("Give the reasons")
        self.looked_at(officer, "a reply with errors")
        officer.tick("Adopted in part")
        officer.fill("Why?", "We can say what is missing before anybody pays.")
        officer.fill("Who replies?", "Sample Officer")
        officer.fill(f"“{MISSING}”", "Adopted")
        officer.fill("Why? (statement 1)", "The form will check it.")
        officer.press("Reply")
        assert officer.sees("Lambeth’s reply")
        wait_for(lambda: self.post.letters(VOTER, "lambeth"), 60)

    def the_result_can_be_cited(self, voter):
        assert self._reads(voter, "The form will check it.")
        self.looked_at(voter, "a reply")
        wait_for(lambda: self._reads(voter, "frozen on"), 60)
        voter.follow("The result at the end of")
        assert voter.sees("It never changes again")
        self.looked_at(voter, "a frozen result")
