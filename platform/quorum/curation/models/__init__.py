"""What people say about single subjects: remarks, the review queue, curators' own labels."""

from quorum.curation.models.curated import CuratedLabel
from quorum.curation.models.remark import Remark
from quorum.curation.models.review import ReviewItem

__all__ = ["CuratedLabel", "Remark", "ReviewItem"]
