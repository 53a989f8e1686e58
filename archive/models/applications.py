"""What a requester writes on the form: who he is, what he asks for, how he wants it (Art. 33)."""

from dataclasses import dataclass
from enum import StrEnum

from archive.errors import Invalid
from archive.models.identifiers import citizen_id_valid, credit_code_valid, normalise_case_number
from archive.wording import _

#: Most characters of one field of the form.
LONGEST = 1000


class Document(StrEnum):
    """The kind of identity document shown."""

    CITIZEN_ID = "citizen-id"
    CREDIT_CODE = "credit-code"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The office's word for it."""
        return DOCUMENT_LABELS[self]


DOCUMENT_LABELS = {
    Document.CITIZEN_ID: _("居民身份证"),
    Document.CREDIT_CODE: _("统一社会信用代码"),
    Document.OTHER: _("其他证件"),
}


class Relation(StrEnum):
    """How the requester stands to the case."""

    PARTY = "party"
    AGENT = "agent"
    LAWYER = "lawyer"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The office's word for it."""
        return RELATION_LABELS[self]


RELATION_LABELS = {
    Relation.PARTY: _("当事人"),
    Relation.AGENT: _("委托代理人"),
    Relation.LAWYER: _("代理律师"),
    Relation.OTHER: _("其他"),
}


class Delivery(StrEnum):
    """How the copies are handed over."""

    LINK = "link"
    COUNTER = "counter"

    @property
    def label(self) -> str:
        """The office's word for it."""
        return _("网上领取") if self is Delivery.LINK else _("窗口领取")


@dataclass(frozen=True)
class Application:
    """What the requester wrote on the form."""

    name: str
    document: Document
    document_number: str
    relation: Relation
    case_number: str
    wanted: str
    purpose: str
    delivery: Delivery = Delivery.LINK
    phone: str = ""
    represents: str = ""
    at_counter: bool = False

    def __post_init__(self) -> None:
        """Raise Invalid, naming each wrong field; numbers by GB 11643 and GB 32100."""
        object.__setattr__(self, "case_number", normalise_case_number(self.case_number))
        object.__setattr__(self, "document_number", self.document_number.strip().upper())
        wanted = ("name", "document_number", "case_number", "wanted", "purpose")
        wrong = {name: _("请填写此项。") for name in wanted if not getattr(self, name).strip()}
        wrong |= {
            name: _("内容太长，请缩短。")
            for name in (*wanted, "phone", "represents")
            if len(getattr(self, name)) > LONGEST
        }
        if "document_number" not in wrong and not self._number_holds():
            wrong["document_number"] = _("证件号码有误，请核对。")
        if self.relation in {Relation.AGENT, Relation.LAWYER} and not self.represents.strip():
            wrong["represents"] = _("请填写您代理的当事人。")
        if wrong:
            raise Invalid(**wrong)

    def _number_holds(self) -> bool:
        if self.document is Document.CITIZEN_ID:
            return citizen_id_valid(self.document_number)
        if self.document is Document.CREDIT_CODE:
            return credit_code_valid(self.document_number)
        return True
