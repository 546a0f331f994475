import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";

import { useMe } from "../api/queries";
import { LanguageMenu } from "../i18n/LanguageMenu";
import styles from "./AccountMenu.module.css";
import { Skeleton } from "./Skeleton";
import { ThemeToggle } from "./ThemeToggle";

/** Who is here: log-in links, or a menu with the own page and log-out. */
export function AccountMenu() {
  const me = useMe();
  if (me.isPending) return <Skeleton width="120px" height="24px" />;
  const user = me.data?.user ?? null;
  if (user === null) return <Visitor pseudonym={me.data?.volunteer?.pseudonym ?? null} />;
  return <Menu name={user.display_name === "" ? user.email : user.display_name} isOperator={user.is_operator} />;
}

function Visitor({ pseudonym }: { pseudonym: string | null }) {
  const next = encodeURIComponent(window.location.pathname);
  return (
    <div className={styles.visitor}>
      {pseudonym !== null && <span className={styles.guest}><Trans>Guest {pseudonym}</Trans></span>}
      <LanguageMenu />
      <ThemeToggle />
      <a href={`/accounts/login/?next=${next}`}><Trans>Log in</Trans></a>
      <a href={`/accounts/signup/?next=${next}`} className={styles.signup}>
        <Trans>Sign up</Trans>
      </a>
    </div>
  );
}

function Menu({ name, isOperator }: { name: string; isOperator: boolean }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const close = (event: Event) => {
      const outside = event instanceof PointerEvent && root.current?.contains(event.target as Node) === false;
      if (outside || (event instanceof KeyboardEvent && event.key === "Escape")) setOpen(false);
    };
    document.addEventListener("pointerdown", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("pointerdown", close);
      document.removeEventListener("keydown", close);
    };
  }, [open]);
  return (
    <div ref={root} className={styles.root}>
      <ThemeToggle />
      <button type="button" className={styles.trigger} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={styles.initial} aria-hidden="true">
          {name.slice(0, 1).toUpperCase()}
        </span>
        <span className="visually-hidden">{t`Account of ${name}`}</span>
        <span className={styles.name} aria-hidden="true">
          {name}
        </span>
      </button>
      {open && (
        <ul className={styles.menu}>
          <li>
            <LanguageMenu />
          </li>
          <li>
            <Link href="/me" onClick={() => setOpen(false)}>
              <Trans>My page</Trans>
            </Link>
          </li>
          {isOperator && (
            <li>
              <a href="/admin/"><Trans>Administration</Trans></a>
            </li>
          )}
          <li>
            <a href="/accounts/logout/"><Trans>Log out</Trans></a>
          </li>
        </ul>
      )}
    </div>
  );
}
