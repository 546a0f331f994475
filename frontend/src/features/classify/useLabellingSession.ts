import { useEffect, useState, useSyncExternalStore } from "react";

import { request } from "../../api/client";
import { projectQuery, projectsQuery, queryClient } from "../../api/queries";
import type { AssignmentPage, SubmissionAnswer } from "../../api/types";
import { downloadEarly } from "../../viewer/loader";
import { LabellingSession } from "./model/session";
import type { OutboxState } from "./model/outbox";
import type { SessionState } from "./model/session";
import { openStore } from "./model/store";
import { exclusively, openTabs, tabName, uuid } from "./model/tab";

const SEND_TIMEOUT_MS = 30_000;

async function openSession(slug: string, volunteer: string): Promise<LabellingSession> {
  const [store, tab] = await Promise.all([openStore(), tabName()]);
  return new LabellingSession({
    slug,
    volunteer,
    tab,
    store,
    openTabs,
    exclusively,
    newId: uuid,
    assign: (project, body) => request<AssignmentPage>(`/projects/${project}/assignments`, { method: "POST", body }),
    submit: (submission, leaving) =>
      request<SubmissionAnswer>("/classifications", {
        method: "POST",
        body: submission,
        keepalive: leaving,
        signal: leaving ? undefined : AbortSignal.timeout(SEND_TIMEOUT_MS),
      }),
  });
}

/** Keep the session in step with the page: hidden pages send at once, the network's return wakes it. */
function follow(session: LabellingSession, slug: string): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  const leave = () => void session.outbox.leave();
  window.addEventListener("pagehide", leave, { signal });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave(), { signal });
  window.addEventListener("online", () => void session.wake(), { signal });
  return () => {
    listening.abort();
    // Other pages tell how far the project is, the last answer counted.
    void session.stop().then(() => {
      void queryClient.invalidateQueries({ queryKey: projectQuery(slug).queryKey });
      void queryClient.invalidateQueries(projectsQuery);
    });
  };
}

/** A volunteer's session on a project, from when the page is shown until it is left; null while it opens. */
export function useLabellingSession(slug: string, volunteer: string): LabellingSession | null {
  const [session, setSession] = useState<LabellingSession | null>(null);
  useEffect(() => {
    let gone = false;
    let stop: (() => void) | undefined;
    void openSession(slug, volunteer).then(async (opened) => {
      if (gone) return;
      stop = follow(opened, slug);
      // Showing the page starts the graphics, which keeps the main thread busy: the images are asked for before.
      await opened.start();
      const [first] = opened.snapshot().queue;
      downloadEarly(first?.images.map((plane) => plane.url) ?? []);
      setSession(opened);
    });
    return () => {
      gone = true;
      stop?.();
    };
  }, [slug, volunteer]);
  return session;
}

export function useSessionState(session: LabellingSession): SessionState {
  return useSyncExternalStore(session.subscribe, session.snapshot);
}

export function useOutboxState(session: LabellingSession): OutboxState {
  return useSyncExternalStore(session.outbox.subscribe, session.outbox.snapshot);
}
