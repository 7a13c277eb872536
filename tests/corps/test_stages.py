"""A stage table allows what it names, and nothing else."""

import pytest

from corps.organisations.models import Organisation
from corps.stages import IllegalMove


def test_a_move_in_the_table_is_taken_and_dated():
    organisation = Organisation(stage="applied")
    before = organisation.moved_at

    organisation.move_to("verified")

    assert (organisation.stage, organisation.moved_at > before) == ("verified", True)


def test_a_move_that_is_not_in_the_table_is_refused():
    organisation = Organisation(pk=7, stage="verified")

    with pytest.raises(IllegalMove, match="organisation 7 cannot go from verified to applied"):
        organisation.move_to("applied")
