import { useEffect, useEffectEvent } from "react";
import type { RefObject } from "react";

import { nextPalette, showOnly, soloChannel, stepBrightness, toggleChannel } from "./display";
import type { DisplaySettings } from "./display";
import type { ChannelSource } from "./palettes";
import { presetsOf } from "./presets";
import type { ViewerHandle } from "./Viewer";

interface ImageKeys {
  channels: readonly ChannelSource[];
  display: DisplaySettings;
  setDisplay: (display: DisplaySettings) => void;
  viewer: RefObject<ViewerHandle | null>;
  /** Digits mean something else at the moment. */
  digitsTaken: boolean;
}

const PAN_PX = 80;
const ZOOM_STEP = 1.35;
const LENS = "l";

/** The key belongs to an open dialog or to what has the focus: text fields take all, buttons and links Enter and Space. */
export function isTaken(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (document.querySelector("dialog[open]") !== null) return true;
  if (target.matches("textarea, select, input:not([type=checkbox])")) return true;
  if (target.matches("button, a[href]")) return event.key === "Enter" || event.key === " ";
  if (target.matches("input[type=checkbox]")) return event.key === " " || event.key.startsWith("Arrow");
  return false;
}

/** A digit switches the channel of that number; with Shift it is shown alone; 0 shows all. */
function actOnDigit(digit: number, alone: boolean, { channels, display, setDisplay }: ImageKeys): boolean {
  const keys = channels.map(({ key }) => key);
  const key = keys[digit - 1];
  if (digit === 0) setDisplay(showOnly(display, keys, keys));
  else if (key === undefined) return false;
  else setDisplay(alone ? soloChannel(display, key, keys) : toggleChannel(display, key));
  return true;
}

/** True when the key was one of the image's. */
function act(event: KeyboardEvent, image: ImageKeys): boolean {
  const { channels, display, setDisplay, viewer, digitsTaken } = image;
  const view = viewer.current;
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  if (digit !== undefined && !digitsTaken) return actOnDigit(Number(digit), event.shiftKey, image);
  const keys = channels.map(({ key }) => key);
  const show = (kind: "only" | "both") => {
    const preset = presetsOf(channels).find((each) => each.kind === kind);
    if (preset !== undefined) setDisplay(showOnly(display, preset.shown, keys));
  };
  const acts: Record<string, () => void> = {
    "+": () => view?.zoomBy(ZOOM_STEP),
    "=": () => view?.zoomBy(ZOOM_STEP),
    "-": () => view?.zoomBy(1 / ZOOM_STEP),
    f: () => view?.fit(),
    x: () => view?.actualSize(),
    ArrowLeft: () => view?.panBy(PAN_PX, 0),
    ArrowRight: () => view?.panBy(-PAN_PX, 0),
    ArrowUp: () => view?.panBy(0, PAN_PX),
    ArrowDown: () => view?.panBy(0, -PAN_PX),
    "[": () => setDisplay(stepBrightness(display, -1, keys)),
    "]": () => setDisplay(stepBrightness(display, 1, keys)),
    ",": () => show("only"),
    ".": () => show("both"),
    c: () => setDisplay(nextPalette(display)),
    v: () => view?.toggleSettings(),
    o: () => view?.turn(1),
    O: () => view?.flip(),
    w: () => view?.toggleFullScreen(),
    [LENS]: () => !event.repeat && view?.lensKey(true),
  };
  const chosen = acts[event.key];
  chosen?.();
  return chosen !== undefined;
}

/** The keyboard of the image. */
export function useImageKeys(image: ImageKeys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || isTaken(event)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (act(event, image)) event.preventDefault();
  });
  const release = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() === LENS) image.viewer.current?.lensKey(false);
  });
  useEffect(() => {
    window.addEventListener("keydown", press);
    window.addEventListener("keyup", release);
    return () => {
      window.removeEventListener("keydown", press);
      window.removeEventListener("keyup", release);
    };
  }, []);
}
