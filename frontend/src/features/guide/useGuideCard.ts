import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { RefObject } from "react";

export interface OpenCard {
  code: string;
  /** Pixels from the top of the panel to the choice. */
  at: number;
  /** Opened by resting on the choice, by moving the focus to it, or asked for: then it stays until it is closed. */
  why: "pointer" | "focus" | "asked";
  /** A finger rests on the choice: the card keeps above it on a small screen. */
  held: boolean;
}

/** What the list of choices tells of pointer, focus and finger. */
export interface Pointing {
  enter: (code: string, row: HTMLElement) => void;
  leave: () => void;
  /** The pointer is in the card. */
  stay: () => void;
  /** The choice was taken: whoever knows what to choose wants no card. */
  press: () => void;
  focus: (code: string, row: HTMLElement) => void;
  blur: () => void;
  ask: (code: string, row: HTMLElement) => void;
  hold: (code: string, row: HTMLElement) => void;
}

export interface GuideCardState {
  card: OpenCard | null;
  pointing: Pointing;
  /** On the card's own element. */
  element: RefObject<HTMLDivElement | null>;
  show: (code: string) => void;
  /** Ask for the card of the choice that has the focus, else of the one under the pointer, else of the first. */
  askAtFocus: () => void;
  close: () => void;
}

const OPEN_MS = 300;
/** From one choice to the next while a card is open; long enough to cross a row on the way to the card. */
const SWITCH_MS = 150;
const LEAVE_MS = 260;

/** Opens and closes the guide's card beside the choices. */
export function useGuideCard(): GuideCardState {
  const [card, setCard] = useState<OpenCard | null>(null);
  const timer = useRef(0);
  const isOpen = useRef(false);
  const isAsked = useRef(false);
  const isHeld = useRef(false);
  const opener = useRef<HTMLElement | null>(null);
  const element = useRef<HTMLDivElement | null>(null);
  const change = useCallback((next: OpenCard | null | ((before: OpenCard | null) => OpenCard | null)) => {
    window.clearTimeout(timer.current);
    setCard((before) => {
      const after = typeof next === "function" ? next(before) : next;
      isOpen.current = after !== null;
      isAsked.current = after?.why === "asked";
      isHeld.current = after?.held === true;
      return after;
    });
  }, []);
  const pointing = useMemo<Pointing>(() => {
    const after = (ms: number, act: () => void) => {
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(act, ms);
    };
    const open = (code: string, row: HTMLElement, why: OpenCard["why"], held = false) => {
      opener.current = row;
      const panel = row.closest("section") ?? row;
      const at = row.getBoundingClientRect().top - panel.getBoundingClientRect().top;
      change((before) =>
        before?.why === "asked" && why !== "asked" ? { ...before, code } : { code, at: held ? at : (before?.at ?? at), why, held },
      );
    };
    const leaveUnless = (kept: OpenCard["why"]) => () => change((before) => (before?.why === "asked" || before?.why === kept ? before : null));
    return {
      enter: (code, row) => after(isOpen.current ? SWITCH_MS : OPEN_MS, () => open(code, row, "pointer")),
      leave: () => after(LEAVE_MS, leaveUnless("focus")),
      stay: () => window.clearTimeout(timer.current),
      press: () => {
        if (isHeld.current) change(null);
        else if (!isOpen.current) window.clearTimeout(timer.current);
      },
      focus: (code, row) => after(isOpen.current ? SWITCH_MS : OPEN_MS, () => open(code, row, "focus")),
      blur: () => after(LEAVE_MS, leaveUnless("pointer")),
      ask: (code, row) => {
        window.clearTimeout(timer.current);
        open(code, row, "asked");
      },
      hold: (code, row) => {
        window.clearTimeout(timer.current);
        open(code, row, "asked", true);
      },
    };
  }, [change]);
  const close = useCallback(() => {
    const { activeElement, body } = document;
    // A button that was pressed and is gone leaves the focus on the page itself.
    const isLost = isAsked.current && activeElement === body;
    if (isLost || element.current?.contains(activeElement) === true) opener.current?.querySelector("input")?.focus();
    change(null);
  }, [change]);
  const show = useCallback((code: string) => change((before) => (before === null ? null : { ...before, code, why: "asked" })), [change]);
  const askAtFocus = useCallback(() => {
    const row = document.activeElement?.closest("[data-choice]") ?? document.querySelector("[data-choice]:hover") ?? document.querySelector("[data-choice]");
    if (row instanceof HTMLElement && row.dataset.choice !== undefined) pointing.ask(row.dataset.choice, row);
  }, [pointing]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  useClosing(card !== null, element, close);
  return { card, pointing, element, show, askAtFocus, close };
}

/** Escape closes, and so does a press beside card and choices. */
function useClosing(open: boolean, element: RefObject<HTMLElement | null>, close: () => void): void {
  useEffect(() => {
    if (!open) return;
    const listening = new AbortController();
    const options = { signal: listening.signal, capture: true };
    const press = (event: KeyboardEvent) => {
      // A dialog over the page is closed first.
      if (event.key !== "Escape" || document.querySelector("dialog[open]") !== null) return;
      event.preventDefault();
      event.stopPropagation();
      close();
    };
    const point = ({ target }: PointerEvent) => {
      const inside = target instanceof Element && (element.current?.contains(target) === true || target.closest("[data-choice]") !== null);
      if (!inside) close();
    };
    window.addEventListener("keydown", press, options);
    window.addEventListener("pointerdown", point, options);
    return () => listening.abort();
  }, [open, element, close]);
}
