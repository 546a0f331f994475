import type { ReactNode } from "react";

import type { Channel } from "../../api/types";
import styles from "./StillImage.module.css";

interface StillImageProps {
  width: number;
  height: number;
  images: readonly { channel: string; url: string }[];
  channels: readonly Channel[];
  label: string;
  children?: ReactNode;
}

/** All channels in their colours over each other, from planes that the browser has already; no zoom. */
export function StillImage({ width, height, images, channels, label, children }: StillImageProps) {
  const colours = new Map(channels.map(({ key, colour }) => [key, colour]));
  return (
    <div className={styles.frame} style={{ aspectRatio: `${width} / ${height}` }}>
      <div className={styles.planes} role="img" aria-label={label}>
        {images.map(({ channel, url }) => (
          <span
            key={channel}
            className={styles.plane}
            style={{ backgroundColor: colours.get(channel) ?? "#ffffff", maskImage: `url("${url}")` }}
          />
        ))}
      </div>
      {children}
    </div>
  );
}
