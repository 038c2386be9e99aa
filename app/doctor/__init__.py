"""Looks at everything Tenantry needs and says what it found, in words for somebody who sees it for the first time."""

from app.doctor.examination import examine
from app.doctor.findings import Finding, State, as_json, as_text

__all__ = ["Finding", "State", "as_json", "as_text", "examine"]
