"""Synthetic four-channel confocal fields with ground truth, drawn from a seed.

Pure numpy and scipy: no Django, no files, no clock. `fields.draw_field` draws one field,
`label_sets.draw_label_sets` draws which classes the fields of a collection show, `contact_sheet` puts one
field of each class on a page.
"""
