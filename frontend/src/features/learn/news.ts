import type { Job, JobFilter, JobList, JobNews } from "../../api/jobs";

/** The loaded pages of a list of jobs, newest job first. */
export interface Pages<P> {
  pages: JobList[];
  pageParams: P[];
}

export const hasEnded = ({ state }: Job): boolean => state !== "waiting" && state !== "running";

const rank = (job: Job): number => (hasEnded(job) ? 2 : job.state === "running" ? 1 : 0);

/** Whether the second tells the same or more than the first: news may be a second older than what an action answered. */
export const isNoOlder = (known: Job, told: Job): boolean =>
  told.attempt > known.attempt || (told.attempt === known.attempt && rank(told) >= rank(known));

/** The list with what is told of its jobs, and with new ones in their places. What the filter no longer fits stays until asked again. */
export function withNews<P>(list: Pages<P>, news: JobNews, filter: JobFilter): Pages<P> {
  const told = new Map(news.jobs.map((job) => [job.id, job]));
  const pages = list.pages.map((page) => ({ ...page, results: page.results.map((job) => updated(job, told.get(job.id))) }));
  const known = new Set(pages.flatMap(({ results }) => results.map(({ id }) => id)));
  const fits = ({ state, kind }: Job) => (filter.state === "" || state === filter.state) && (filter.kind === "" || kind === filter.kind);
  for (const job of news.jobs.filter((one) => !known.has(one.id) && fits(one))) {
    // The ids of jobs rise with time; what is older than all that is loaded comes with its own page.
    const page = pages.find(({ results, next }) => next === null || results.some(({ id }) => id < job.id));
    page?.results.push(job);
    page?.results.sort((a, b) => (a.id < b.id ? 1 : -1));
  }
  return { ...list, pages };
}

/** Whether jobs of the list have ended, or gone, without the news saying how. */
export function missesSome(list: Pages<unknown>, news: JobNews): boolean {
  const told = new Set(news.jobs.map(({ id }) => id));
  return list.pages.some(({ results }) => results.some((job) => !hasEnded(job) && !told.has(job.id)));
}

/** The same object where nothing has changed, so that nothing is drawn again. */
function updated(known: Job, told: Job | undefined): Job {
  if (told === undefined || !isNoOlder(known, told) || JSON.stringify(known) === JSON.stringify(told)) return known;
  return told;
}
