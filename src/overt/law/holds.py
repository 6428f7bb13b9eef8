"""Why an alert may be kept beyond its erase-by time: a closed list of grounds, and no other."""

from enum import StrEnum


class HoldGround(StrEnum):
    """One ground of an evidential hold; each is a duty towards somebody, never convenience."""

    PROCEEDINGS = "criminal_proceedings"
    COMPLAINT = "complaint"
    RIGHTS = "request_about_own_data"
    CLAIM = "civil_claim"
    INQUIRY = "inquest_or_inquiry"
