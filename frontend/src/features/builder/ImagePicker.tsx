import { Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { DraftChoice } from "../../api/build";
import { addKnownAnswer } from "../../api/known";
import type { KnownAnswer } from "../../api/known";
import { subjectsQuery } from "../../api/subjects";
import type { SubjectRow } from "../../api/subjects";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Checkbox, Field, Input } from "../../ui/Field";
import { SearchField } from "../../ui/SearchField";
import { Skeleton } from "../../ui/Skeleton";
import styles from "./Images.module.css";

interface ImagePickerProps {
  slug: string;
  purpose: "tutorial" | "training";
  /** Position of the stage, for training. */
  stage: number | null;
  choices: readonly DraftChoice[];
  /** Codes that can be answered there; none for all. */
  offered: readonly string[];
  /** Images of this purpose whose answer is known and that nothing shows yet. */
  free: readonly KnownAnswer[];
  onPicked: (known: KnownAnswer) => void;
  onClose: () => void;
}

/** Finds an image by its name, and asks what is right for it. */
export function ImagePicker({ slug, purpose, stage, choices, offered, free, onPicked, onClose }: ImagePickerProps) {
  const { t } = useLingui();
  const [subject, setSubject] = useState<SubjectRow | null>(null);
  const answerable = offered.length === 0 ? choices : choices.filter(({ code }) => offered.includes(code));
  const name = subject?.external_id ?? "";
  return (
    <Dialog title={subject === null ? t`Choose an image` : t`What is right for ${name}?`} open onClose={onClose}>
      {subject === null ? (
        <Finder slug={slug} free={free} onSubject={setSubject} onKnown={onPicked} />
      ) : (
        <Truth key={subject.id} slug={slug} purpose={purpose} stage={stage} subject={subject} choices={answerable} onBack={() => setSubject(null)} onDone={onPicked} />
      )}
    </Dialog>
  );
}

interface FinderProps {
  slug: string;
  free: readonly KnownAnswer[];
  onSubject: (subject: SubjectRow) => void;
  onKnown: (known: KnownAnswer) => void;
}

function Finder({ slug, free, onSubject, onKnown }: FinderProps) {
  const { t } = useLingui();
  const [search, setSearch] = useState("");
  const found = useInfiniteQuery({ ...subjectsQuery(slug, { state: "", choice: "", search, sort: "" }), placeholderData: keepPreviousData });
  const rows = found.data?.pages.flatMap(({ results }) => results) ?? [];
  const waiting = search === "" ? free : [];
  return (
    <>
      <SearchField label={t`Search by name`} value={search} onChange={setSearch} />
      <div className={styles.results} aria-busy={found.isPending}>
        {found.isPending && <Skeleton height="280px" />}
        {found.isError && <p role="alert">{found.error.message}</p>}
        {found.isSuccess && rows.length === 0 && <p className={styles.muted}><Trans>No image has such a name.</Trans></p>}
        <ul className={styles.grid}>
          {waiting.map((known) => (
            <Tile key={known.id} picture={known.subject.thumbnail} name={known.subject.external_id} note={t`answer known`} onTake={() => onKnown(known)} />
          ))}
          {rows.map((row) => (
            <Tile key={row.id} picture={row.thumbnail} name={row.external_id} onTake={() => onSubject(row)} />
          ))}
        </ul>
        {found.hasNextPage && (
          <Button busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            <Trans>Load more</Trans>
          </Button>
        )}
      </div>
    </>
  );
}

function Tile({ picture, name, note, onTake }: { picture: string; name: string; note?: string; onTake: () => void }) {
  return (
    <li>
      <button type="button" className={styles.tile} onClick={onTake}>
        <img src={picture} alt="" loading="lazy" decoding="async" width="96" height="96" />
        <span className={styles.name}>{name}</span>
        {note !== undefined && <span className={styles.muted}>{note}</span>}
      </button>
    </li>
  );
}

interface TruthProps {
  slug: string;
  purpose: "tutorial" | "training";
  stage: number | null;
  subject: SubjectRow;
  choices: readonly DraftChoice[];
  onBack: () => void;
  onDone: (known: KnownAnswer) => void;
}

function Truth({ slug, purpose, stage, subject, choices, onBack, onDone }: TruthProps) {
  const { t } = useLingui();
  const [right, setRight] = useState<string[]>(subject.consensus.map(({ code }) => code));
  const [hints, setHints] = useState<Record<string, string>>({});
  const queries = useQueryClient();
  const addition = useMutation({
    mutationFn: () => addKnownAnswer(slug, { subject: subject.id, purpose, stage, choices: right, hints }),
    onSuccess: async (known) => {
      await queries.invalidateQueries({ queryKey: ["project", slug, "known-answers"] });
      onDone(known);
    },
  });
  return (
    <>
      <div className={styles.truth}>
        <img className={styles.large} src={subject.thumbnail} alt="" width="160" height="160" />
        <div className={styles.choices} role="group" aria-label={t`What is right`}>
          {choices.map(({ code, name }) => (
            <Checkbox
              key={code}
              label={name}
              checked={right.includes(code)}
              onChange={(event) => setRight(event.target.checked ? [...right, code] : right.filter((one) => one !== code))}
            />
          ))}
        </div>
      </div>
      {choices
        .filter(({ code }) => right.includes(code))
        .map(({ code, name }) => (
          <Field key={code} label={t`What to look for: ${name}`}>
            {(ids) => <Input {...ids} value={hints[code] ?? ""} maxLength={1000} onChange={(event) => setHints({ ...hints, [code]: event.target.value })} />}
          </Field>
        ))}
      <p className={styles.muted}>
        <Trans>The image collects no votes any more; volunteers who answered it already do not meet it again.</Trans>
      </p>
      {addition.error !== null && <p role="alert">{addition.error.message}</p>}
      <div className={styles.buttons}>
        <Button look="quiet" onClick={onBack}>
          <Trans>Another image</Trans>
        </Button>
        <Button look="primary" busy={addition.isPending} onClick={() => addition.mutate()}>
          <Trans>Use this image</Trans>
        </Button>
      </div>
    </>
  );
}
