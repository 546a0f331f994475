import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef } from "react";
import { Route, Switch, useLocation } from "wouter";

import { routes } from "./routes";
import { ButtonLink } from "./ui/Button";
import { NotFound } from "./ui/NotFound";
import { Shell } from "./ui/Shell";

/** Picks the page of the current address. */
export function App() {
  const { t } = useLingui();
  const [location] = useLocation();
  const shown = useRef(location);
  useEffect(() => {
    if (shown.current === location) return;
    shown.current = location;
    window.scrollTo(0, 0);
    // The keyboard goes on at the new page, and screen readers notice it.
    document.getElementById("main")?.focus({ preventScroll: true });
  }, [location]);
  return (
    <Switch>
      {routes.map(({ path, page: Page, wide }) => (
        <Route key={path} path={path}>
          <Shell wide={wide}>
            <Page />
          </Shell>
        </Route>
      ))}
      <Route>
        <Shell>
          <NotFound title={t`There is no page here`} action={<ButtonLink href="/"><Trans>All projects</Trans></ButtonLink>}>
            <Trans>The address may be mistyped, or the page has moved.</Trans>
          </NotFound>
        </Shell>
      </Route>
    </Switch>
  );
}
