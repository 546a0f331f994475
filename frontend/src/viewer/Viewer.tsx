import { Trans, useLingui } from "@lingui/react/macro";
import { lazy, Suspense, useCallback, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { ReactNode, Ref } from "react";

import { Button } from "../ui/Button";
import { classes } from "../ui/classes";
import { ChannelBar } from "./ChannelBar";
import type { DisplaySettings } from "./display";
import { useFullScreen } from "./fullScreen";
import { layersOf } from "./layers";
import type { Circle } from "./lens";
import type { ChannelSource } from "./palettes";
import { ScaleBarMark } from "./ScaleBarMark";
import { Stage } from "./stage";
import type { StageState } from "./stage";
import type { FullImage } from "./tiles";
import type { Point } from "./view";
import styles from "./Viewer.module.css";
import { ZoomBar } from "./ZoomBar";

// Only few people open it, and never before the first image.
const SettingsPanel = lazy(() => import("./SettingsPanel"));

export interface ViewerImage {
  /** Names the subject. */
  key: string;
  width: number;
  height: number;
  /** Micrometres per pixel of this image. */
  pixelSizeUm: number | null;
  images: readonly { channel: string; url: string }[];
  /** The original, when it can be had in tiles. */
  full?: FullImage | null;
}

/** A point of the image as shares of its width and height, from its own top left corner, however it is turned. */
export type ImagePoint = Point;

export interface ViewerHandle {
  zoomBy: (factor: number) => void;
  panBy: (x: number, y: number) => void;
  fit: () => void;
  actualSize: () => void;
  /** Turn by quarters, clockwise. */
  turn: (quarters: number) => void;
  flip: () => void;
  /** The lens's key goes down or up: a short press leaves the lens on, a long one while it lasts. */
  lensKey: (down: boolean) => void;
  toggleFullScreen: () => void;
  toggleSettings: () => void;
  /** CSS pixels per image pixel. */
  scale: () => number;
  /** The whole image is in sight, as large as that allows. */
  fitted: () => boolean;
  orientation: () => { turns: number; flipped: boolean };
  /** The image point under a point of the browser's window; null beside the image. */
  imagePointAt: (clientX: number, clientY: number) => ImagePoint | null;
  /** Where an image point is in the browser's window. */
  screenPointOf: (point: ImagePoint) => Point;
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
  view: { scale: 1, centre: { x: 0, y: 0 }, turns: 0, flipped: false },
  window: { width: 1, height: 1 },
  fitted: true,
  lens: null,
  lensOn: false,
  detail: "none",
};
const NO_IMAGES: readonly ViewerImage[] = [];
const urlsOf = (image: ViewerImage) => image.images.map((plane) => plane.url);

/** A multi-channel image that can be zoomed, panned, turned, and looked at channel by channel. */
export function Viewer(props: ViewerProps) {
  const { ref, image, upcoming = NO_IMAGES, channels, display, onDisplay, label, onDrawn, hints = false } = props;
  const { t } = useLingui();
  const [stage, setStage] = useState<Stage | null>(null);
  const [settingsOpen, setSettingsOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const settingsButton = useRef<HTMLButtonElement>(null);
  const fullScreen = useFullScreen(root);
  // Graphics keep the main thread busy as they start: not while the first image is still to be asked for.
  const [wanted, setWanted] = useState(image !== null);
  if (image !== null && !wanted) setWanted(true);
  // On the outer element: its ref is called after the one inside it is set.
  const attach = useCallback(
    (surface: HTMLDivElement) => {
      if (!wanted || canvas.current === null) return undefined;
      const created = new Stage(canvas.current, surface);
      setStage(created);
      return () => created.dispose();
    },
    [wanted],
  );
  const state = useStageState(stage);
  const urls = useMemo(() => new Map(image?.images.map((plane) => [plane.channel, plane.url])), [image]);
  const layers = useMemo(() => layersOf(channels, urls, display), [channels, urls, display]);
  useLayoutEffect(() => {
    if (stage === null) return;
    stage.setLayers(layers);
    if (image === null) return;
    const { key, width, height, full = null } = image;
    stage.show({ key, size: { width, height }, urls: urlsOf(image), full }, upcoming.map(urlsOf), onDrawn);
  }, [stage, layers, image, upcoming, onDrawn]);
  const { toggle: toggleFullScreen } = fullScreen;
  const closeSettings = useCallback(() => {
    setSettingsOpen(false);
    settingsButton.current?.focus();
  }, []);
  useImperativeHandle(
    ref,
    () => ({ ...handleOf(stage), toggleFullScreen, toggleSettings: () => setSettingsOpen((open) => !open) }),
    [stage, toggleFullScreen],
  );
  const loading = image === null || state.status === "loading";
  const finer = image?.full == null ? 1 : Math.max(1, image.full.width / image.width);
  return (
    <div ref={root} className={classes(styles.viewer, fullScreen.filling && styles.filling)}>
      <ChannelBar
        channels={channels}
        display={display}
        onDisplay={onDisplay}
        hints={hints}
        settingsOpen={settingsOpen}
        onSettings={() => setSettingsOpen(!settingsOpen)}
        settingsButton={settingsButton}
      />
      <div className={styles.picture}>
        <div ref={attach} className={classes(styles.surface, state.lensOn && styles.magnifying)} role="img" aria-label={label} aria-busy={loading}>
          <canvas ref={canvas} className={styles.canvas} />
          {loading && <div className={styles.skeleton} aria-hidden="true" />}
          {state.lens !== null && <LensRing circle={state.lens} />}
        </div>
        {state.status === "failed" && (
          <div className={styles.failure} role="alert">
            <p>{state.error?.status === 0 ? t`The image could not be loaded. Are you online?` : t`The server did not send the image.`}</p>
            <div className={styles.failureActions}>
              <Button onClick={() => stage?.retry()}>
                <Trans>Try again</Trans>
              </Button>
              {props.failureAction}
            </div>
          </div>
        )}
        {image?.pixelSizeUm != null && state.status === "drawn" && <ScaleBarMark pixelSizeUm={image.pixelSizeUm} scale={state.view.scale} />}
        <ZoomBar state={state} percent={Math.round((state.view.scale * devicePixelRatio * 100) / finer)} stage={stage} fullScreen={fullScreen} />
      </div>
      {settingsOpen && stage !== null && (
        <Suspense fallback={null}>
          <SettingsPanel
            channels={channels}
            display={display}
            onDisplay={onDisplay}
            urls={urls}
            stage={stage}
            lensOn={state.lensOn}
            fullScreen={fullScreen}
            onClose={closeSettings}
          />
        </Suspense>
      )}
    </div>
  );
}

function LensRing({ circle: { centre, radius } }: { circle: Circle }) {
  const place = { width: 2 * radius, height: 2 * radius, transform: `translate(${centre.x - radius}px, ${centre.y - radius}px)` };
  return <div className={styles.lens} style={place} aria-hidden="true" />;
}

function useStageState(stage: Stage | null): StageState {
  const subscribe = useCallback((listener: () => void) => stage?.subscribe(listener) ?? (() => undefined), [stage]);
  return useSyncExternalStore(subscribe, () => stage?.snapshot() ?? WAITING);
}

function handleOf(stage: Stage | null): Omit<ViewerHandle, "toggleFullScreen" | "toggleSettings"> {
  const view = () => (stage?.snapshot() ?? WAITING).view;
  return {
    zoomBy: (factor) => stage?.zoomBy(factor),
    panBy: (x, y) => stage?.panBy({ x, y }),
    fit: () => stage?.fit(),
    actualSize: () => stage?.actualSize(),
    turn: (quarters) => stage?.turn(quarters),
    flip: () => stage?.flip(),
    lensKey: (down) => stage?.lens((lens) => (down ? lens.press(performance.now()) : lens.release(performance.now()))),
    scale: () => view().scale,
    fitted: () => (stage?.snapshot() ?? WAITING).fitted,
    orientation: () => ({ turns: view().turns, flipped: view().flipped }),
    imagePointAt: (clientX, clientY) => stage?.imagePointAt(clientX, clientY) ?? null,
    screenPointOf: (point) => stage?.screenPointOf(point) ?? { x: 0, y: 0 },
  };
}
