"""The protein pattern of each location class: one function per code, registered in `PATTERNS`.

A pattern takes the scene and `rng` and returns a float32 image (size, size), about 0..1, before optics and
noise. 801 and 901 are no patterns of their own: `quorum.synthesis.fields` varies or leaves out the others.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from quorum.synthesis.channels import Scene
from quorum.synthesis.patterns import cytoplasm, cytoskeleton, nuclear, periphery, secretory, unspecific
from quorum.synthesis.textures import Image

Pattern = Callable[[Scene, np.random.Generator], Image]

PATTERNS: Mapping[int, Pattern] = MappingProxyType(
    {
        101: nuclear.draw_nucleus,
        102: nuclear.draw_nucleoplasm,
        111: nuclear.draw_few_bodies,
        112: nuclear.draw_many_bodies,
        113: nuclear.draw_speckles,
        121: nuclear.draw_nucleoli,
        122: nuclear.draw_nucleoli_rim,
        123: nuclear.draw_fibrillar_center,
        131: nuclear.draw_nuclear_membrane,
        201: cytoplasm.draw_cytosol,
        202: cytoplasm.draw_aggresome,
        203: cytoplasm.draw_mitochondria,
        204: cytoplasm.draw_rods_and_rings,
        211: cytoskeleton.draw_intermediate_filaments,
        212: cytoskeleton.draw_microtubule_ends,
        213: cytoskeleton.draw_microtubules,
        214: cytoskeleton.draw_actin_filaments,
        215: cytoskeleton.draw_cytokinetic_bridge,
        221: secretory.draw_organizing_center,
        222: secretory.draw_centrosome,
        231: secretory.draw_endoplasmic_reticulum,
        232: secretory.draw_golgi,
        233: secretory.draw_vesicles,
        301: periphery.draw_cell_junctions,
        302: periphery.draw_focal_adhesions,
        303: periphery.draw_plasma_membrane,
        902: unspecific.draw_unspecific,
    }
)
