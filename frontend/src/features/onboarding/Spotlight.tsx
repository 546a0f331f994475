import { useLayoutEffect, useState } from "react";
import type { RefObject } from "react";

import { classes } from "../../ui/classes";
import styles from "./Spotlight.module.css";

interface SpotlightProps {
  /** Where the parts are; each carries its name in `data-part`. */
  root: RefObject<HTMLElement | null>;
  part: string;
  /** Leave the rest of the page bright: it is needed for an answer. */
  bright: boolean;
}

const MARGIN_PX = 4;

/** A ring around one part of the page, the rest dimmed. It takes no presses and says nothing to screen readers. */
export function Spotlight({ root, part, bright }: SpotlightProps) {
  const [box, setBox] = useState<DOMRect | null>(null);
  useLayoutEffect(() => {
    const page = root.current;
    if (page === null) return;
    const measure = () => setBox(visiblePart(page, part)?.getBoundingClientRect() ?? null);
    measure();
    // Buttons move when their page does: the page's own size is enough to watch.
    const observer = new ResizeObserver(measure);
    observer.observe(page);
    for (const each of page.querySelectorAll("[data-part]")) observer.observe(each);
    return () => observer.disconnect();
  }, [root, part]);
  if (box === null) return null;
  const { top, left, width, height } = box;
  const place = { top: top - MARGIN_PX, left: left - MARGIN_PX, width: width + 2 * MARGIN_PX, height: height + 2 * MARGIN_PX };
  return <div className={classes(styles.ring, !bright && styles.dimming)} style={place} aria-hidden="true" data-testid="spotlight" />;
}

/** The first element of that name that takes up room: small screens hide some buttons behind others. */
function visiblePart(page: HTMLElement, part: string): Element | undefined {
  return [...page.querySelectorAll(`[data-part="${part}"]`)].find((each) => each.getClientRects().length > 0);
}
