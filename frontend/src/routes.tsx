import { lazy } from "react";
import type { ComponentType, LazyExoticComponent } from "react";

export interface AppRoute {
  path: string;
  page: LazyExoticComponent<ComponentType>;
  /** The page takes the whole window under the top bar and scrolls inside. */
  wide?: boolean;
}

/** Every address of the app; each page is a file of its own that loads when it is opened. */
export const routes: AppRoute[] = [
  { path: "/", page: lazy(() => import("./features/home/HomePage")) },
  { path: "/p/:slug", page: lazy(() => import("./features/project/ProjectPage")) },
  { path: "/p/:slug/classify", page: lazy(() => import("./features/classify/ClassifyPage")), wide: true },
  { path: "/p/:slug/guide", page: lazy(() => import("./features/guide/GuidePage")) },
  { path: "/p/:slug/results", page: lazy(() => import("./features/results/ResultsPage")) },
  { path: "/p/:slug/subjects/:id", page: lazy(() => import("./features/subject/SubjectPage")) },
  { path: "/p/:slug/import", page: lazy(() => import("./features/import/ImportPage")) },
  { path: "/p/:slug/data", page: lazy(() => import("./features/data/DataPage")) },
  { path: "/me", page: lazy(() => import("./features/profile/ProfilePage")) },
];
