import { createContext, useContext } from "react";
import type { ReactNode } from "react";
import { createPortal } from "react-dom";

/** The place in the top bar that a page may fill. */
export const BarSlotContext = createContext<HTMLElement | null>(null);

/** Shows its children in the top bar, in place of the main navigation on small screens. */
export function BarSlot({ children }: { children: ReactNode }) {
  const slot = useContext(BarSlotContext);
  return slot === null ? null : createPortal(children, slot);
}
