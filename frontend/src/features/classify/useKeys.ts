import { useEffect, useEffectEvent } from "react";
import type { RefObject } from "react";

import type { DisplaySettings } from "../../viewer/display";
import { isTaken, useImageKeys } from "../../viewer/imageKeys";
import type { ChannelSource } from "../../viewer/palettes";
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
    /** Show the field guide's card for the choice that has the focus or the pointer. */
    explain?: () => void;
  };
}

/** Keys of the answer; true when the key was one of them. */
function actOnAnswer(event: KeyboardEvent, { sections, pending, setPending, actions }: Keyboard): boolean {
  const acts: Record<string, (() => void) | undefined> = {
    Enter: actions.submit,
    p: actions.pass,
    r: actions.report,
    u: actions.undo,
    i: actions.explain,
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
  // Comes first, and takes the keys that are the image's.
  useImageKeys({ ...keyboard, digitsTaken: keyboard.pending !== null });
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || isTaken(event)) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "z") keyboard.actions.undo?.();
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (!actOnAnswer(event, keyboard)) return;
    event.preventDefault();
  });
  useEffect(() => {
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
