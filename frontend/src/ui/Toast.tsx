import { createContext, useCallback, useContext, useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";

import { classes } from "./classes";
import styles from "./Toast.module.css";

interface ToastMessage {
  id: number;
  text: string;
  tone: "neutral" | "bad";
}

type Show = (text: string, tone?: ToastMessage["tone"]) => void;

const ToastContext = createContext<Show | null>(null);
const SHOWN_FOR_MS = 5000;

/** Keeps the short notices at the bottom of the screen; they are read out politely. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [messages, setMessages] = useState<ToastMessage[]>([]);
  const last = useRef(0);
  const show = useCallback<Show>((text, tone = "neutral") => {
    last.current += 1;
    const id = last.current;
    setMessages((before) => [...before.slice(-2), { id, text, tone }]);
    setTimeout(() => setMessages((before) => before.filter((message) => message.id !== id)), SHOWN_FOR_MS);
  }, []);
  const value = useMemo(() => show, [show]);
  return (
    <ToastContext.Provider value={value}>
      {children}
      <div className={styles.region} role="status" aria-live="polite">
        {messages.map((message) => (
          <div key={message.id} className={classes(styles.toast, message.tone === "bad" && styles.bad)}>
            {message.text}
          </div>
        ))}
      </div>
    </ToastContext.Provider>
  );
}

/** The function that shows a notice; must be used inside `ToastProvider`. */
export function useToast(): Show {
  const show = useContext(ToastContext);
  if (show === null) throw new Error("useToast needs a ToastProvider above it");
  return show;
}
