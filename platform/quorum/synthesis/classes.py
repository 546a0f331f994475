"""The 29 classes that the generator can draw."""

from collections.abc import Mapping
from types import MappingProxyType

CLASS_NAMES: Mapping[int, str] = MappingProxyType(
    {
        101: "Nucleus",
        102: "Nucleoplasm",
        111: "Nuclear bodies (few)",
        112: "Nuclear bodies (many)",
        113: "Nuclear speckles",
        121: "Nucleoli",
        122: "Nucleoli rim",
        123: "Nucleoli fibrillar center",
        131: "Nuclear membrane",
        201: "Cytosol",
        202: "Aggresome",
        203: "Mitochondria",
        204: "Rods & rings",
        211: "Intermediate filaments",
        212: "Microtubule ends",
        213: "Microtubules",
        214: "Actin filaments",
        215: "Cytokinetic bridge",
        221: "Microtubule organizing center",
        222: "Centrosome",
        231: "Endoplasmic reticulum",
        232: "Golgi apparatus",
        233: "Vesicles",
        301: "Cell junctions",
        302: "Focal adhesion sites",
        303: "Plasma membrane",
        801: "Cell-to-cell variability",
        901: "Negative",
        902: "Unspecific",
    }
)
CLASS_CODES: tuple[int, ...] = tuple(CLASS_NAMES)

CELL_TO_CELL_VARIABILITY = 801
NEGATIVE = 901
UNSPECIFIC = 902
LOCATION_CODES: tuple[int, ...] = tuple(
    code for code in CLASS_CODES if code not in {CELL_TO_CELL_VARIABILITY, NEGATIVE, UNSPECIFIC}
)
