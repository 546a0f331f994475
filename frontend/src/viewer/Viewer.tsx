import { useCallback, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { ReactNode, Ref } from "react";

import { Button } from "../ui/Button";
import { ChannelBar } from "./ChannelBar";
import { layersOf } from "./layers";
import type { ChannelSource, DisplaySettings } from "./layers";
import { ScaleBarMark } from "./ScaleBarMark";
import { Stage } from "./stage";
import type { StageState } from "./stage";
import styles from "./Viewer.module.css";
import { ZoomBar } from "./ZoomBar";

export interface ViewerImage {
  /** Names the subject. */
  key: string;
  width: number;
  height: number;
  /** Micrometres per pixel of this image. */
  pixelSizeUm: number | null;
  images: readonly { channel: string; url: string }[];
}

export interface ViewerHandle {
  zoomBy: (factor: number) => void;
  panBy: (x: number, y: number) => void;
  fit: () => void;
  actualSize: () => void;
  /** CSS pixels per image pixel. */
  scale: () => number;
}

interface ViewerProps {
  ref?: Ref<ViewerHandle>;
  image: ViewerImage | null;
  /** The images that come after, nearest first; they are loaded ahead. */
  upcoming?: readonly ViewerImage[];
  channels: readonly ChannelSource[];
  display: DisplaySettings;
  onDisplay: (display: DisplaySettings) => void;
  label: string;
  onDrawn?: (key: string) => void;
  /** More to offer beside "Try again" when an image cannot be loaded. */
  failureAction?: ReactNode;
  /** Show the keys on the buttons. */
  hints?: boolean;
}

const WAITING: StageState = {
  status: "loading",
  error: null,
  view: { scale: 1, centre: { x: 0, y: 0 } },
  window: { width: 1, height: 1 },
  fitted: true,
};
const NO_IMAGES: readonly ViewerImage[] = [];
const urlsOf = (image: ViewerImage) => image.images.map((plane) => plane.url);

/** A multi-channel image that can be zoomed, panned, and looked at channel by channel. */
export function Viewer(props: ViewerProps) {
  const { ref, image, upcoming = NO_IMAGES, channels, display, onDisplay, label, onDrawn, failureAction, hints = false } = props;
  const [stage, setStage] = useState<Stage | null>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  // On the outer element: its ref is called after the one inside it is set.
  const attach = useCallback((surface: HTMLDivElement) => {
    if (canvas.current === null) return undefined;
    const created = new Stage(canvas.current, surface);
    setStage(created);
    return () => created.dispose();
  }, []);
  const state = useStageState(stage);
  const layers = useMemo(
    () => layersOf(channels, new Map(image?.images.map((plane) => [plane.channel, plane.url])), display),
    [channels, image, display],
  );
  useLayoutEffect(() => {
    if (stage === null) return;
    stage.setLayers(layers);
    if (image === null) return;
    const { key, width, height } = image;
    stage.show({ key, size: { width, height }, urls: urlsOf(image) }, upcoming.map(urlsOf), onDrawn);
  }, [stage, layers, image, upcoming, onDrawn]);
  useImperativeHandle(ref, () => handleOf(stage), [stage]);
  const loading = image === null || state.status === "loading";
  return (
    <div className={styles.viewer}>
      <ChannelBar channels={channels} display={display} onDisplay={onDisplay} hints={hints} />
      <div className={styles.picture}>
        <div ref={attach} className={styles.surface} role="img" aria-label={label} aria-busy={loading}>
          <canvas ref={canvas} className={styles.canvas} />
          {loading && <div className={styles.skeleton} aria-hidden="true" />}
        </div>
        {state.status === "failed" && (
          <div className={styles.failure} role="alert">
            <p>{state.error?.message}</p>
            <div className={styles.failureActions}>
              <Button onClick={() => stage?.retry()}>Try again</Button>
              {failureAction}
            </div>
          </div>
        )}
        {image?.pixelSizeUm != null && state.status === "drawn" && <ScaleBarMark pixelSizeUm={image.pixelSizeUm} scale={state.view.scale} />}
        <ZoomBar fitted={state.fitted} percent={Math.round(state.view.scale * devicePixelRatio * 100)} stage={stage} />
      </div>
    </div>
  );
}

function useStageState(stage: Stage | null): StageState {
  const subscribe = useCallback((listener: () => void) => stage?.subscribe(listener) ?? (() => undefined), [stage]);
  return useSyncExternalStore(subscribe, () => stage?.snapshot() ?? WAITING);
}

function handleOf(stage: Stage | null): ViewerHandle {
  return {
    zoomBy: (factor) => stage?.zoomBy(factor),
    panBy: (x, y) => stage?.panBy({ x, y }),
    fit: () => stage?.fit(),
    actualSize: () => stage?.actualSize(),
    scale: () => stage?.snapshot().view.scale ?? 1,
  };
}
