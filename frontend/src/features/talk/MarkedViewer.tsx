import { useRef } from "react";

import type { Channel } from "../../api/types";
import { useDisplay } from "../../viewer/useDisplay";
import { Viewer } from "../../viewer/Viewer";
import type { ViewerHandle, ViewerImage } from "../../viewer/Viewer";
import { Marks } from "./Marks";
import type { Mark } from "./marks";

interface MarkedViewerProps {
  slug: string;
  image: ViewerImage;
  channels: readonly Channel[];
  label: string;
  marks: readonly Mark[];
  onMark: (id: string) => void;
}

/** The image of a discussion with the places that posts mark. */
export function MarkedViewer({ slug, image, channels, label, marks, onMark }: MarkedViewerProps) {
  const [display, setDisplay] = useDisplay(slug);
  const viewer = useRef<ViewerHandle>(null);
  return (
    <>
      <Viewer ref={viewer} image={image} channels={channels} display={display} onDisplay={setDisplay} label={label} />
      <Marks viewer={viewer} marks={marks} onMark={onMark} />
    </>
  );
}
