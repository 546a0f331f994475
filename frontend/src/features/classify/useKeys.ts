import { useEffect, useEffectEvent } from "react";
import type { RefObject } from "react";

import { soloChannel, stepBrightness, toggleChannel } from "../../viewer/layers";
import type { ChannelSource, DisplaySettings } from "../../viewer/layers";
import type { ViewerHandle } from "../../viewer/Viewer";
import { readKey } from "./model/accelerators";
import type { ChoiceSection } from "./model/accelerators";

interface Keyboard {
  sections: readonly ChoiceSection[];
  pending: string | null;
  setPending: (letter: string | null) => void;
  channels: readonly ChannelSource[];
  display: DisplaySettings;
  setDisplay: (display: DisplaySettings) => void;
  viewer: RefObject<ViewerHandle | null>;
  actions: {
    toggle: (code: string) => void;
    submit: () => void;
    undo?: () => void;
    pass?: () => void;
    report?: () => void;
    help: () => void;
    focusFilter: () => void;
  };
  /** A dialog is open and takes the keys. */
  paused: boolean;
}

const PAN_PX = 80;
const ZOOM_STEP = 1.35;

/** The key belongs to what has the focus: text fields take all, buttons and links Enter and Space. */
function isTaken(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (target.matches("textarea, select, input:not([type=checkbox])")) return true;
  if (target.matches("button, a[href]")) return event.key === "Enter" || event.key === " ";
  if (target.matches("input[type=checkbox]")) return event.key === " " || event.key.startsWith("Arrow");
  return false;
}

/** Keys of the image; true when the key was one of them. */
function actOnImage(event: KeyboardEvent, { channels, display, setDisplay, viewer, pending }: Keyboard): boolean {
  const view = viewer.current;
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  if (digit !== undefined && pending === null) {
    const channel = channels[Number(digit) - 1];
    if (digit === "0") setDisplay({ ...display, off: [] });
    else if (channel === undefined) return false;
    else if (event.shiftKey) setDisplay(soloChannel(display, channel.key, channels.map((each) => each.key)));
    else setDisplay(toggleChannel(display, channel.key));
    return true;
  }
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
    "[": () => setDisplay(stepBrightness(display, -1)),
    "]": () => setDisplay(stepBrightness(display, 1)),
    c: () => setDisplay({ ...display, palette: display.palette === "project" ? "colour-blind" : "project" }),
  };
  const act = acts[event.key];
  act?.();
  return act !== undefined;
}

/** Keys of the answer; true when the key was one of them. */
function actOnAnswer(event: KeyboardEvent, { sections, pending, setPending, actions }: Keyboard): boolean {
  const acts: Record<string, (() => void) | undefined> = {
    Enter: actions.submit,
    p: actions.pass,
    r: actions.report,
    u: actions.undo,
    "?": actions.help,
    "/": actions.focusFilter,
    Escape: () => setPending(null),
  };
  const act = acts[event.key];
  if (act !== undefined) {
    act();
    return true;
  }
  const outcome = readKey(sections, pending, event.key.toLowerCase());
  setPending(outcome.kind === "pending" ? outcome.letter : null);
  if (outcome.kind === "choice") actions.toggle(outcome.code);
  return outcome.kind !== "none";
}

/** The page's keyboard. */
export function useKeys(keyboard: Keyboard): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (keyboard.paused || event.defaultPrevented || event.isComposing || isTaken(event)) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "z") keyboard.actions.undo?.();
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (!actOnImage(event, keyboard) && !actOnAnswer(event, keyboard)) return;
    event.preventDefault();
  });
  useEffect(() => {
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
