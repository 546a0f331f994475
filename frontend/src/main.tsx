import "./ui/tokens.css";
import "./ui/reset.css";

import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { meQuery, projectQuery, queryClient } from "./api/queries";
import { App } from "./App";
import { openStore } from "./features/classify/model/store";
import { tabName } from "./features/classify/model/tab";
import { afterFirstImage } from "./features/classify/timing";
import { speak, wantedLanguage } from "./i18n/languages";
import { NewVersion } from "./offline/NewVersion";
import { registerWorker } from "./offline/register";
import { routeOf } from "./routes";
import { ToastProvider } from "./ui/Toast";

const FALLBACK_AFTER_MS = 250;

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

const { pathname } = window.location;
// The project is asked for while the page's own code is still on its way; the page itself shows what fails.
const [, slug, part] = /^\/p\/([^/]+)(?:\/([^/]+))?/.exec(pathname) ?? [];
if (slug !== undefined) queryClient.query(projectQuery(decodeURIComponent(slug))).catch(() => undefined);
// Who comes to label waits for an image: what the first one needs starts at once.
if (slug !== undefined && part === "classify") {
  queryClient.query(meQuery).catch(() => undefined);
  void openStore();
  void tabName();
  void import("./features/classify/useLabellingSession").then(({ beginEarly }) => beginEarly(decodeURIComponent(slug))).catch(() => undefined);
}

const speaking = speak(wantedLanguage());
// A page whose file is here soon comes without a fallback, which React would keep for 300 ms.
const late = new Promise((resolve) => setTimeout(resolve, FALLBACK_AFTER_MS));
await Promise.race([late, routeOf(pathname)?.load().catch(() => undefined)]);

await speaking;

createRoot(root).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={queryClient}>
        <ToastProvider>
          <App />
          <NewVersion />
        </ToastProvider>
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);

// The first page comes first, and where there is one its image: the worker fetches all other pages.
const begin = () => void registerWorker();
if (part === "classify") afterFirstImage(begin);
else if (document.readyState === "complete") begin();
else window.addEventListener("load", begin, { once: true });
