import "./ui/tokens.css";
import "./ui/reset.css";

import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { projectQuery, queryClient } from "./api/queries";
import { App } from "./App";
import { ToastProvider } from "./ui/Toast";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

// The project is asked for while the page's own code is still on its way; the page itself shows what fails.
const slug = /^\/p\/([^/]+)/.exec(window.location.pathname)?.[1];
if (slug !== undefined) queryClient.query(projectQuery(decodeURIComponent(slug))).catch(() => undefined);

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <ToastProvider>
        <App />
      </ToastProvider>
    </QueryClientProvider>
  </StrictMode>,
);
