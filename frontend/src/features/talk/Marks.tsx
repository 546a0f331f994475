import { useEffect, useRef } from "react";
import type { RefObject } from "react";

import type { ViewerHandle } from "../../viewer/Viewer";
import styles from "./Marks.module.css";
import type { Mark } from "./marks";

interface MarksProps {
  viewer: RefObject<ViewerHandle | null>;
  marks: readonly Mark[];
  onMark?: (id: string) => void;
}

/** Numbered marks over a viewer that stay on their places while the image is moved, turned and zoomed. */
export function Marks({ viewer, marks, onMark }: MarksProps) {
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (marks.length === 0) return undefined;
    // The view moves without React; following it frame by frame costs a handful of transforms.
    let frame = requestAnimationFrame(function follow() {
      if (viewer.current !== null && layer.current !== null) place(layer.current, viewer.current, marks);
      frame = requestAnimationFrame(follow);
    });
    return () => cancelAnimationFrame(frame);
  }, [viewer, marks]);
  return (
    <div ref={layer} className={styles.layer}>
      {marks.map(({ id, number, name }) => (
        <button key={id} type="button" className={styles.mark} aria-label={name} onClick={() => onMark?.(id)}>
          {number}
        </button>
      ))}
    </div>
  );
}

function place(layer: HTMLDivElement, viewer: ViewerHandle, marks: readonly Mark[]): void {
  const box = layer.getBoundingClientRect();
  marks.forEach((mark, index) => {
    const element = layer.children[index] as HTMLElement | undefined;
    if (element === undefined) return;
    const at = viewer.screenPointOf(mark.place);
    const inside = at.x >= box.left && at.x <= box.right && at.y >= box.top && at.y <= box.bottom;
    element.style.visibility = inside ? "visible" : "hidden";
    element.style.transform = `translate(${at.x - box.left}px, ${at.y - box.top}px)`;
  });
}
