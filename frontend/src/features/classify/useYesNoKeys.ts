import { useEffect, useEffectEvent } from "react";
import type { RefObject } from "react";

import type { DisplaySettings } from "../../viewer/display";
import { isTaken, useImageKeys } from "../../viewer/imageKeys";
import type { ChannelSource } from "../../viewer/palettes";
import type { ViewerHandle } from "../../viewer/Viewer";
import type { PageActions } from "./ChoicesPanel";
import type { YesNo } from "./draft";

interface YesNoKeyboard {
  channels: readonly ChannelSource[];
  display: DisplaySettings;
  setDisplay: (display: DisplaySettings) => void;
  viewer: RefObject<ViewerHandle | null>;
  answer: (given: YesNo) => void;
  explain: () => void;
  actions: PageActions;
}

export const ANSWER_KEYS: Record<YesNo, string> = { no: "N", unsure: "P", yes: "Y" };

/** The keyboard of a yes-or-no question: one key answers. */
export function useYesNoKeys(keyboard: YesNoKeyboard): void {
  useImageKeys({ ...keyboard, digitsTaken: false });
  const press = useEffectEvent((event: KeyboardEvent) => {
    const { answer, explain, actions } = keyboard;
    if (event.defaultPrevented || event.isComposing || isTaken(event)) return;
    const command = event.ctrlKey || event.metaKey;
    if (event.altKey || (command && event.key !== "z")) return;
    const acts: Record<string, () => void> = {
      y: () => answer("yes"),
      n: () => answer("no"),
      p: () => answer("unsure"),
      r: actions.report,
      u: actions.undo,
      z: () => command && actions.undo(),
      i: explain,
      "?": actions.help,
    };
    const act = acts[event.key.toLowerCase()];
    if (act === undefined) return;
    event.preventDefault();
    // Held down, a key would answer one image after the other.
    if (!event.repeat) act();
  });
  useEffect(() => {
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
