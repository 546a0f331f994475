"""Quorum: citizen-science consensus and active learning for scientific images."""
