"""What a person types about savings."""

from corps.savings.forms.benefits import BenefitForm, ClassifyForm, FilterForm
from corps.savings.forms.claims import MeasurementForm, SplitForm, ThresholdForm
from corps.savings.forms.dashboard import EvidenceForm, FreezeForm, LookForm
from corps.savings.forms.shift import ShiftForm

__all__ = [
    "BenefitForm",
    "ClassifyForm",
    "EvidenceForm",
    "FilterForm",
    "FreezeForm",
    "LookForm",
    "MeasurementForm",
    "ShiftForm",
    "SplitForm",
    "ThresholdForm",
]
