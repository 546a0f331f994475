"""Telling dishonest answers from honest ones, and how fast somebody may go.

Most detectors are wagers against honesty: each answer multiplies a stake by a factor whose mean is at most 1
for anyone honest. By Ville's inequality (1939) the stake of an honest volunteer ever passes 1 / alpha with
probability at most alpha, however often one looks, so alpha is spent once per volunteer and kind and not
once per day. See Shafer 2021, J. R. Stat. Soc. A 184:407; Waudby-Smith & Ramdas 2024, J. R. Stat. Soc. B 86:1.
"""
