import { lazy, useState } from "react";
import type { ComponentType } from "react";

interface PageModule {
  default: ComponentType;
}

export interface AppRoute {
  path: string;
  /** Fetch the page's file; it is fetched once. */
  load: () => Promise<PageModule>;
  page: ComponentType;
  /** The page takes the whole window under the top bar and scrolls inside. */
  wide?: boolean;
}

function route(path: string, fetchPage: () => Promise<PageModule>, wide = false): AppRoute {
  let loaded: ComponentType | undefined;
  const load = async () => {
    const module = await fetchPage();
    loaded = module.default;
    return module;
  };
  const Lazy = lazy(load);
  // A lazy component suspends even when its file is here, and React shows a fallback for 300 ms at least.
  function RoutePage() {
    const [Page] = useState<ComponentType>(() => loaded ?? Lazy);
    return <Page />;
  }
  return { path, load, page: RoutePage, wide };
}

/** Every address of the app; each page is a file of its own that loads when it is opened. */
export const routes: AppRoute[] = [
  route("/", () => import("./features/home/HomePage")),
  route("/p/:slug", () => import("./features/project/ProjectPage")),
  route("/p/:slug/classify", () => import("./features/classify/ClassifyPage"), true),
  route("/p/:slug/learn", () => import("./features/onboarding/LearnPage")),
  route("/p/:slug/learn/tutorial", () => import("./features/onboarding/TutorialPage"), true),
  route("/p/:slug/learn/training", () => import("./features/onboarding/TrainingPage"), true),
  route("/p/:slug/guide", () => import("./features/guide/GuidePage")),
  route("/p/:slug/guide/:code", () => import("./features/guide/ChoicePage")),
  route("/p/:slug/results", () => import("./features/results/ResultsPage")),
  route("/p/:slug/subjects/:id", () => import("./features/subject/SubjectPage")),
  route("/p/:slug/talk", () => import("./features/talk/TalkPage")),
  route("/p/:slug/talk/:id", () => import("./features/talk/DiscussionPage")),
  route("/p/:slug/review", () => import("./features/review/ReviewPage")),
  route("/p/:slug/known", () => import("./features/known/KnownPage")),
  route("/p/:slug/integrity", () => import("./features/integrity/IntegrityPage")),
  route("/p/:slug/moderation", () => import("./features/talk/ModerationPage")),
  route("/p/:slug/announcements", () => import("./features/talk/AnnouncementsPage")),
  route("/p/:slug/credits", () => import("./features/talk/CreditsPage")),
  route("/new", () => import("./features/builder/NewProjectPage")),
  route("/p/:slug/build", () => import("./features/builder/BuildPage")),
  route("/p/:slug/history", () => import("./features/history/HistoryPage")),
  route("/p/:slug/preview", () => import("./features/builder/PreviewPage"), true),
  route("/p/:slug/import", () => import("./features/import/ImportPage")),
  route("/p/:slug/data", () => import("./features/data/DataPage")),
  route("/p/:slug/jobs", () => import("./features/learn/JobsPage")),
  route("/p/:slug/models", () => import("./features/models/ModelsPage")),
  route("/p/:slug/models/:model", () => import("./features/models/ModelPage")),
  route("/p/:slug/models/:model/compare", () => import("./features/models/ComparePage")),
  route("/p/:slug/rewards", () => import("./features/rewards/RewardsPage")),
  route("/me", () => import("./features/profile/ProfilePage")),
];

/** The route of an address, if there is one. */
export function routeOf(pathname: string): AppRoute | undefined {
  return routes.find(({ path }) => new RegExp(`^${path.replaceAll(/:\w+/g, "[^/]+")}/?$`).test(pathname));
}
