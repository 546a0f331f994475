import { Trans, useLingui } from "@lingui/react/macro";
import { useMemo, useRef } from "react";

import type { SubjectDetail } from "../../api/subjects";
import type { Project } from "../../api/types";
import { useImageKeys } from "../../viewer/imageKeys";
import { useDisplay } from "../../viewer/useDisplay";
import { Viewer } from "../../viewer/Viewer";
import type { ViewerHandle, ViewerImage } from "../../viewer/Viewer";
import { Marks } from "../talk/Marks";
import { marksOf } from "../talk/marks";
import styles from "./Subject.module.css";

/** As volunteers see it: the display image first, the original where more can be seen. */
function viewerImage(subject: SubjectDetail): ViewerImage {
  const { id, width, height, display_width, display_height, tile_size, pixel_size_um, images } = subject;
  const pixelSizeUm = pixel_size_um === null ? null : (pixel_size_um * width) / display_width;
  return { key: id, width: display_width, height: display_height, pixelSizeUm, images, full: { width, height, tileSize: tile_size } };
}

/** The subject in the viewer, with links to its untouched files. */
export function SubjectImage({ project, subject }: { project: Project; subject: SubjectDetail }) {
  const { t } = useLingui();
  const [display, setDisplay] = useDisplay(project.slug);
  const viewer = useRef<ViewerHandle>(null);
  const { images } = subject;
  const image = useMemo(() => viewerImage(subject), [subject]);
  useImageKeys({ channels: project.channels, display, setDisplay, viewer, digitsTaken: false });
  const marks = useMemo(
    () => marksOf(subject.remarks, (number, { volunteer }) => t`Mark ${number}, by ${volunteer}`),
    [subject.remarks, t],
  );
  const names = new Map(project.channels.map(({ key, name }) => [key, name]));
  return (
    <div className={styles.image}>
      <div className={styles.stage}>
        <Viewer
          ref={viewer}
          image={image}
          channels={project.channels}
          display={display}
          onDisplay={setDisplay}
          label={t`Image of ${subject.external_id}`}
        />
        <Marks
          viewer={viewer}
          marks={marks}
          onMark={(id) => document.getElementById(`remark-${id}`)?.scrollIntoView({ block: "center" })}
        />
      </div>
      <p className={styles.originals}>
        <Trans>Original files:</Trans>{" "}
        {images.map(({ channel, original_url }) => (
          <a key={channel} href={original_url} download>
            {names.get(channel) ?? channel}
          </a>
        ))}
      </p>
    </div>
  );
}
