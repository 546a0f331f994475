import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { Link } from "wouter";

import { useMe } from "../api/queries";
import { LanguageMenu } from "../i18n/LanguageMenu";
import styles from "./AccountMenu.module.css";
import { classes } from "./classes";
import { Skeleton } from "./Skeleton";
import { ThemeToggle } from "./ThemeToggle";
import { usePopup } from "./usePopup";

/** Who is here: log-in links, or a menu with the own page and log-out. On a phone one menu holds everything. */
export function AccountMenu() {
  const me = useMe();
  if (me.isPending) {
    return (
      <div className={styles.waiting}>
        <Skeleton width="100%" height="24px" />
      </div>
    );
  }
  const user = me.data?.user ?? null;
  if (user === null) return <Visitor pseudonym={me.data?.volunteer?.pseudonym ?? null} />;
  return <Member name={user.display_name === "" ? user.email : user.display_name} isOperator={user.is_operator} />;
}

function Visitor({ pseudonym }: { pseudonym: string | null }) {
  const { t } = useLingui();
  const next = encodeURIComponent(window.location.pathname);
  const logIn = (
    <a href={`/accounts/login/?next=${next}`}>
      <Trans>Log in</Trans>
    </a>
  );
  const signUp = (
    <a href={`/accounts/signup/?next=${next}`} className={styles.signup}>
      <Trans>Sign up</Trans>
    </a>
  );
  const guest = pseudonym !== null && (
    <span className={styles.guest}>
      <Trans>Guest {pseudonym}</Trans>
    </span>
  );
  return (
    <>
      <div className={styles.visitor}>
        {guest}
        <LanguageMenu />
        <ThemeToggle />
        {logIn}
        {signUp}
      </div>
      <Menu label={t`Menu`} face={<MenuMark />} className={styles.narrow}>
        {() => (
          <>
            {guest !== false && <li>{guest}</li>}
            <li>{logIn}</li>
            <li>{signUp}</li>
          </>
        )}
      </Menu>
    </>
  );
}

function Member({ name, isOperator }: { name: string; isOperator: boolean }) {
  const { t } = useLingui();
  const face = (
    <>
      <span className={styles.initial} aria-hidden="true">
        {name.slice(0, 1).toUpperCase()}
      </span>
      <span className={styles.name} aria-hidden="true">
        {name}
      </span>
    </>
  );
  return (
    <>
      <div className={styles.visitor}>
        <ThemeToggle />
      </div>
      <Menu label={t`Account of ${name}`} face={face}>
        {(close) => (
          <>
            <li>
              <Link href="/me" onClick={close}>
                <Trans>My page</Trans>
              </Link>
            </li>
            {isOperator && (
              <li>
                <a href="/admin/">
                  <Trans>Administration</Trans>
                </a>
              </li>
            )}
            <li>
              <a href="/accounts/logout/">
                <Trans>Log out</Trans>
              </a>
            </li>
          </>
        )}
      </Menu>
    </>
  );
}

interface MenuProps {
  /** Says to screen readers whose menu it is. */
  label: string;
  face: ReactNode;
  className?: string | undefined;
  children: (close: () => void) => ReactNode;
}

/** A button and the list under it; language and colours stand in it wherever the bar has no room for them. */
function Menu({ label, face, className, children }: MenuProps) {
  const { open, setOpen, root } = usePopup();
  const close = () => setOpen(false);
  return (
    <div ref={root} className={classes(styles.root, className)}>
      <button type="button" className={styles.trigger} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="visually-hidden">{label}</span>
        {face}
      </button>
      {open && (
        <ul className={styles.menu}>
          <li className={styles.narrow}>
            <Link href="/" onClick={close}>
              <Trans>Projects</Trans>
            </Link>
          </li>
          {children(close)}
          <li className={styles.language}>
            <LanguageMenu />
          </li>
          <li className={styles.narrow}>
            <ThemeToggle worded />
          </li>
        </ul>
      )}
    </div>
  );
}

function MenuMark() {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round">
      <path d="M3 5.5h14M3 10h14M3 14.5h14" />
    </svg>
  );
}
