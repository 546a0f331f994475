import { useEffect } from "react";

import { request } from "../../api/client";
import type { SubmissionAnswer } from "../../api/types";
import { Outbox } from "./model/outbox";
import { openStore } from "./model/store";
import { exclusively } from "./model/tab";

/** Send the answers that a labelling page left behind, on a page where no labelling session does. */
export function useLeftovers(): void {
  useEffect(() => {
    const leaving = new AbortController();
    void openStore().then((store) => {
      if (leaving.signal.aborted) return;
      const outbox = new Outbox({
        store,
        exclusively,
        send: ({ submission }) =>
          request<SubmissionAnswer>("/classifications", { method: "POST", body: { ...submission, holding: [], want: 0 } }),
        onAnswer: () => undefined,
        onRefused: () => undefined,
      });
      leaving.signal.addEventListener("abort", () => outbox.stop());
      window.addEventListener("online", () => void outbox.wake(), { signal: leaving.signal });
      void outbox.drain();
    });
    return () => leaving.abort();
  }, []);
}
