"""Cells and their nuclei, found in the reference channels of a field."""

from mlworker.segmentation.segmented import Method, SegmentationConfig, Segmented, segment

__all__ = ["Method", "SegmentationConfig", "Segmented", "segment"]
