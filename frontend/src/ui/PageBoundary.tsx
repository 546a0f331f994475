import { Trans } from "@lingui/react/macro";
import { Component } from "react";
import type { ReactNode } from "react";

import { Button } from "./Button";
import { EmptyState } from "./EmptyState";

/** Keeps the frame standing when a page breaks, most often because a newer version of the app has replaced its files. */
export class PageBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <EmptyState
        title={<Trans>This page did not load</Trans>}
        heading="h1"
        action={<Button onClick={() => window.location.reload()}><Trans>Load it again</Trans></Button>}
      >
        <Trans>There may be a newer version of the site. Nothing that you sent is lost.</Trans>
      </EmptyState>
    );
  }
}
