import { describe, expect, it } from "vitest";

import type { Job, JobFilter } from "../../api/jobs";
import { missesSome, withNews } from "./news";
import type { Pages } from "./news";

const ALL = { state: "", kind: "" } as const;

const job = (id: string, part: Partial<Job> = {}): Job => ({
  id,
  kind: "training",
  state: "running",
  silent: false,
  about: {},
  queue: "ml",
  share: 0,
  line: "",
  attempt: 1,
  attempts_allowed: 3,
  asked_by: null,
  created_at: "2026-05-01T12:00:00Z",
  started_at: null,
  ended_at: null,
  error_code: "",
  error_message: "",
  is_users_fault: false,
  figures: null,
  ...part,
});

const listOf = (...jobs: Job[]): Pages<null> => ({ pages: [{ at: "2026-05-01T12:00:00Z", results: jobs, next: null }], pageParams: [null] });
const news = (...jobs: Job[]) => ({ at: "2026-05-01T12:00:01Z", jobs });
const jobsIn = (list: Pages<null>) => list.pages.flatMap(({ results }) => results);

describe("news of jobs", () => {
  it("change the jobs they tell of in place, and leave the others as they are", () => {
    const list = listOf(job("b"), job("a", { state: "done" }));
    const [b, a] = jobsIn(withNews(list, news(job("b", { share: 0.5 })), ALL));
    expect(b?.share).toBe(0.5);
    expect(a).toBe(jobsIn(list)[1]);
  });

  it("put new jobs in their places, newest first, where the filter fits", () => {
    const told = news(job("a"), job("d"), job("e"), job("f", { kind: "extraction" }));
    const ids = (filter: JobFilter) => jobsIn(withNews(listOf(job("c")), told, filter)).map(({ id }) => id);
    expect(ids({ state: "", kind: "training" })).toEqual(["e", "d", "c", "a"]);
    expect(ids({ state: "waiting", kind: "" })).toEqual(["c"]);
  });

  it("leave to its own page what is older than all that is loaded", () => {
    const list = { pages: [{ at: "", results: [job("c")], next: 3 }], pageParams: [null] };
    expect(withNews(list, news(job("a")), ALL).pages[0]?.results.map(({ id }) => id)).toEqual(["c"]);
  });

  it("do not take back what was known later", () => {
    const cancelled = listOf(job("a", { state: "cancelled" }));
    expect(jobsIn(withNews(cancelled, news(job("a")), ALL))[0]?.state).toBe("cancelled");
    const again = listOf(job("a", { state: "waiting", attempt: 2 }));
    expect(jobsIn(withNews(again, news(job("a", { state: "failed" })), ALL))[0]?.state).toBe("waiting");
    expect(jobsIn(withNews(cancelled, news(job("a", { state: "waiting", attempt: 2 })), ALL))[0]?.state).toBe("waiting");
  });

  it("miss a job that has ended without their saying so", () => {
    expect(missesSome(listOf(job("b"), job("a", { state: "failed" })), news(job("b")))).toBe(false);
    expect(missesSome(listOf(job("b")), news())).toBe(true);
  });
});
