import { useLingui } from "@lingui/react/macro";
import { useMemo } from "react";

import type { ReferenceImage } from "../../api/guide";
import type { Channel } from "../../api/types";
import type { DisplaySettings } from "../../viewer/display";
import { Viewer } from "../../viewer/Viewer";

interface EnlargedProps {
  name: string;
  image: ReferenceImage;
  channels: readonly Channel[];
  display: DisplaySettings;
  onDisplay: (display: DisplaySettings) => void;
}

/** A picture of the guide in the viewer, under the same settings as the image that is worked on. */
export function Enlarged({ name, image, channels, display, onDisplay }: EnlargedProps) {
  const { t } = useLingui();
  const shown = useMemo(
    () => ({ key: image.id, width: image.width, height: image.height, pixelSizeUm: image.pixel_size_um, images: image.images }),
    [image],
  );
  return <Viewer image={shown} channels={channels} display={display} onDisplay={onDisplay} label={t`Reference image of ${name}`} />;
}
