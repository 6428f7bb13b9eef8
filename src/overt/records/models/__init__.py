"""The tables. Sealed columns hold ciphertext; no other column holds a direct identifier of a member of the public."""

from overt.records.models.alerts import (
    Alert,
    AlertAssignment,
    AlertState,
    Engagement,
    EngagementDecision,
    Outcome,
    OwnView,
    ViewFactors,
)
from overt.records.models.applications import Advice, Application, ApplicationFile
from overt.records.models.assessments import (
    Attachment,
    Document,
    DocumentReview,
    DocumentSharing,
    DocumentSignature,
    DocumentVersion,
    Recipient,
    ReviewOutcome,
)
from overt.records.models.audits import Audit, AuditedClass, AuditItem, AuditOutcome
from overt.records.models.checks import ChainCheck, CheckOutcome, SeedRecognition
from overt.records.models.counts import CountedMinute, ManualCount
from overt.records.models.decisions import (
    AuthorityCondition,
    AuthorityReview,
    EntryApproval,
    OversightAdvice,
    OversightRequest,
    Preparation,
)
from overt.records.models.deployments import (
    Deployment,
    DeploymentCamera,
    ResumeProposal,
    SpaceSignature,
    StatedReason,
)
from overt.records.models.duty import CeilingWatch, Duty, EngagementCount, Tap
from overt.records.models.erasure import LATE_AFTER_SECONDS, ErasureClass, ErasureIntent, ErasureReceipt
from overt.records.models.evaluations import EngineEvaluation, OperatingPointSignature
from overt.records.models.exports import EvidenceExport
from overt.records.models.holds import EvidentialHold, HoldEnd
from overt.records.models.integrations import Integration
from overt.records.models.memberships import MembershipCommitment, MembershipQuestion, QuestionGround, QuestionState
from overt.records.models.negatives import KnownNegative
from overt.records.models.packs import LawPackVersion, PackState
from overt.records.models.people import Person, RoleGrant
from overt.records.models.publications import AuthorityField, Publication
from overt.records.models.reviews import LearningPoint, Review, SecondReading
from overt.records.models.runs import CameraRun, RunState
from overt.records.models.seeded import SeededPassage, VolunteerRecognition
from overt.records.models.selection import RoleAdvertisement, Selection, StaffAdjustment
from overt.records.models.suitability import TechnicalSignature
from overt.records.models.training import Course, RulesAcknowledgement, Training
from overt.records.models.watchlists import (
    Consent,
    Disclosure,
    ListWarning,
    PictureState,
    UploadState,
    WatchlistEntry,
    WatchlistPicture,
    WatchlistUpload,
)

__all__ = [
    "LATE_AFTER_SECONDS",
    "Advice",
    "Alert",
    "AlertAssignment",
    "AlertState",
    "Application",
    "ApplicationFile",
    "Attachment",
    "Audit",
    "AuditItem",
    "AuditOutcome",
    "AuditedClass",
    "AuthorityCondition",
    "AuthorityField",
    "AuthorityReview",
    "CameraRun",
    "CeilingWatch",
    "ChainCheck",
    "CheckOutcome",
    "Consent",
    "CountedMinute",
    "Course",
    "Deployment",
    "DeploymentCamera",
    "Disclosure",
    "Document",
    "DocumentReview",
    "DocumentSharing",
    "DocumentSignature",
    "DocumentVersion",
    "Duty",
    "Engagement",
    "EngagementCount",
    "EngagementDecision",
    "EngineEvaluation",
    "EntryApproval",
    "ErasureClass",
    "ErasureIntent",
    "ErasureReceipt",
    "EvidenceExport",
    "EvidentialHold",
    "HoldEnd",
    "Integration",
    "KnownNegative",
    "LawPackVersion",
    "LearningPoint",
    "ListWarning",
    "ManualCount",
    "MembershipCommitment",
    "MembershipQuestion",
    "OperatingPointSignature",
    "Outcome",
    "OversightAdvice",
    "OversightRequest",
    "OwnView",
    "PackState",
    "Person",
    "PictureState",
    "Preparation",
    "Publication",
    "QuestionGround",
    "QuestionState",
    "Recipient",
    "ResumeProposal",
    "Review",
    "ReviewOutcome",
    "RoleAdvertisement",
    "RoleGrant",
    "RulesAcknowledgement",
    "RunState",
    "SecondReading",
    "SeedRecognition",
    "SeededPassage",
    "Selection",
    "SpaceSignature",
    "StaffAdjustment",
    "StatedReason",
    "Tap",
    "TechnicalSignature",
    "Training",
    "UploadState",
    "ViewFactors",
    "VolunteerRecognition",
    "WatchlistEntry",
    "WatchlistPicture",
    "WatchlistUpload",
]
