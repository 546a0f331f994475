import { useEffect, useState, useSyncExternalStore } from "react";

import { request } from "../../api/client";
import { meQuery, projectQuery, projectsQuery, queryClient } from "../../api/queries";
import type { Assignment, AssignmentPage, SubmissionAnswer } from "../../api/types";
import { downloadEarly } from "../../viewer/loader";
import { LabellingSession } from "./model/session";
import type { OutboxState } from "./model/outbox";
import type { SessionState } from "./model/session";
import { openStore } from "./model/store";
import { exclusively, openTabs, tabName, uuid } from "./model/tab";

const SEND_TIMEOUT_MS = 30_000;

/** Before anything is drawn again for them: drawing would keep the main thread busy first. */
function downloadFirst(assignments: readonly Assignment[]): void {
  downloadEarly(assignments[0]?.images.map((plane) => plane.url) ?? []);
}

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
    assign: async (project, body) => {
      const page = await request<AssignmentPage>(`/projects/${project}/assignments`, { method: "POST", body });
      if (body.holding.length === 0) downloadFirst(page.assignments);
      return page;
    },
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

/** Open a session and ask for its first image. */
async function beginSession(slug: string, volunteer: string): Promise<LabellingSession> {
  const session = await openSession(slug, volunteer);
  await session.start();
  downloadFirst(session.snapshot().queue);
  return session;
}

/** What was begun before there was a page to show it; "taken" once a page has asked. */
let early: { slug: string; volunteer: string; session: Promise<LabellingSession> } | "taken" | null = null;

/** Begin the session of whoever opened the labelling page itself, if they may label: drawing the page takes longer than asking. */
export async function beginEarly(slug: string): Promise<void> {
  const [project, { volunteer }] = await Promise.all([queryClient.query(projectQuery(slug)), queryClient.query(meQuery)]);
  if (early !== null || !project.my.may_label || project.tasks.length === 0 || volunteer === null) return;
  early = { slug, volunteer: volunteer.id, session: beginSession(slug, volunteer.id) };
}

function takeSession(slug: string, volunteer: string): Promise<LabellingSession> {
  const begun = early;
  early = "taken";
  const isTheirs = begun !== null && begun !== "taken" && begun.slug === slug && begun.volunteer === volunteer;
  return isTheirs ? begun.session : beginSession(slug, volunteer);
}

/** A volunteer's session on a project, from when the page is shown until it is left; null while it opens. */
export function useLabellingSession(slug: string, volunteer: string): LabellingSession | null {
  const [session, setSession] = useState<LabellingSession | null>(null);
  useEffect(() => {
    let gone = false;
    let stop: (() => void) | undefined;
    void takeSession(slug, volunteer).then((opened) => {
      stop = follow(opened, slug);
      if (gone) stop();
      else setSession(opened);
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
