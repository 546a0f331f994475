import type { Assignment } from "../../api/types";
import { fullImage } from "../../viewer/tiles";
import type { ViewerImage } from "../../viewer/Viewer";

/** What the viewer needs of an assignment, which may have waited on the device since before tiles came. */
export function viewerImage({ ticket, subject, images }: Assignment): ViewerImage {
  const { width, height, pixel_size_um: pixelSizeUm, full_width, full_height, tile_size }: Partial<Assignment["subject"]> & ImageSize = subject;
  return { key: ticket, width, height, pixelSizeUm: pixelSizeUm ?? null, images, full: fullImage(full_width, full_height, tile_size) };
}

type ImageSize = Pick<Assignment["subject"], "width" | "height">;
