import { useMemo } from "react";

import type { SubjectDetail } from "../../api/subjects";
import type { Project } from "../../api/types";
import { useDisplay } from "../../viewer/useDisplay";
import { Viewer } from "../../viewer/Viewer";
import styles from "./Subject.module.css";

/** The subject in the viewer, with links to its untouched files. */
export function SubjectImage({ project, subject }: { project: Project; subject: SubjectDetail }) {
  const [display, setDisplay] = useDisplay();
  const { id, width, height, pixel_size_um: pixelSizeUm, images } = subject;
  const image = useMemo(
    () => ({ key: id, width, height, pixelSizeUm, images }),
    [id, width, height, pixelSizeUm, images],
  );
  const names = new Map(project.channels.map(({ key, name }) => [key, name]));
  return (
    <div className={styles.image}>
      <div className={styles.stage}>
        <Viewer
          image={image}
          channels={project.channels}
          display={display}
          onDisplay={setDisplay}
          label={`Image of ${subject.external_id}`}
        />
      </div>
      <p className={styles.originals}>
        Original files:{" "}
        {images.map(({ channel, original_url }) => (
          <a key={channel} href={original_url} download>
            {names.get(channel) ?? channel}
          </a>
        ))}
      </p>
    </div>
  );
}
