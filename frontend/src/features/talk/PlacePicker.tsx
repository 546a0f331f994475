import { useLingui } from "@lingui/react/macro";
import { useState } from "react";
import type { KeyboardEvent, MouseEvent } from "react";

import type { Assignment, Channel } from "../../api/types";
import { classes } from "../../ui/classes";
import { StillImage } from "./StillImage";
import styles from "./StillImage.module.css";

/** A place in an image as shares of its width and height, from its top left corner. */
export interface Place {
  x: number;
  y: number;
}

interface PlacePickerProps {
  assignment: Assignment;
  channels: readonly Channel[];
  place: Place | null;
  onPlace: (place: Place) => void;
}

const STEP = 0.02;
const FINE_STEP = 0.004;
const MOVES: Partial<Record<string, [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const MIDDLE: Place = { x: 0.5, y: 0.5 };
const within = (share: number) => Math.min(1, Math.max(0, Math.round(share * 10_000) / 10_000));

/** The image on which a place is marked: by a click, or with the arrow keys (finer with Shift) and Enter. */
export function PlacePicker({ assignment, channels, place, onPlace }: PlacePickerProps) {
  const { t } = useLingui();
  const [moving, setMoving] = useState<Place | null>(null);
  const shown = moving ?? place;
  const click = (event: MouseEvent<HTMLButtonElement>) => {
    // Enter on a button is a click without a place.
    if (event.detail === 0) {
      onPlace(shown ?? MIDDLE);
    } else {
      const box = event.currentTarget.getBoundingClientRect();
      onPlace({ x: within((event.clientX - box.left) / box.width), y: within((event.clientY - box.top) / box.height) });
    }
    setMoving(null);
  };
  const move = (event: KeyboardEvent) => {
    const direction = MOVES[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    const step = event.shiftKey ? FINE_STEP : STEP;
    const from = shown ?? MIDDLE;
    setMoving({ x: within(from.x + direction[0] * step), y: within(from.y + direction[1] * step) });
  };
  const where = shown === null ? t`no place yet` : t`${Math.round(shown.x * 100)}% from the left, ${Math.round(shown.y * 100)}% from the top`;
  return (
    <StillImage {...assignment.subject} images={assignment.images} channels={channels} label={t`The image of the remark`}>
      <button
        type="button"
        className={styles.picker}
        aria-label={t`Mark the place: ${where}. Move with the arrow keys, set with Enter.`}
        onClick={click}
        onKeyDown={move}
        onBlur={() => setMoving(null)}
      />
      {shown !== null && (
        <span
          className={classes(styles.cross, moving !== null && styles.tentative)}
          style={{ left: `${shown.x * 100}%`, top: `${shown.y * 100}%` }}
          data-testid="remark-place"
        />
      )}
    </StillImage>
  );
}
