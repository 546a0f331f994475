import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SyntheticEvent } from "react";
import { useLocation } from "wouter";

import { createProject } from "../../api/build";
import { projectsQuery } from "../../api/queries";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { Field, Input } from "../../ui/Field";
import { PageHeader } from "../../ui/PageHeader";
import styles from "./Build.module.css";
import { slugOf } from "./slug";

/** The first step of a project: a name and an address. */
export default function NewProjectPage() {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [title, setTitle] = useState("");
  const [tagline, setTagline] = useState("");
  const [typed, setTyped] = useState<string | null>(null);
  const slug = typed ?? slugOf(title);
  const making = useMutation({
    mutationFn: () => createProject({ slug, title: title.trim(), tagline: tagline.trim() }),
    onSuccess: async (made) => {
      await queries.invalidateQueries(projectsQuery);
      navigate(`/p/${made.slug}/build`);
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    making.mutate();
  };
  return (
    <>
      <PageHeader title={t`New project`} lead={t`It stays a draft that only you can see until you make it live.`} />
      <Card>
        <form className={styles.form} onSubmit={submit}>
          <Field label={t`Title`}>
            {(ids) => <Input {...ids} required maxLength={120} value={title} onChange={(event) => setTitle(event.target.value)} />}
          </Field>
          <Field label={t`In one sentence`}>
            {(ids) => <Input {...ids} maxLength={200} value={tagline} onChange={(event) => setTagline(event.target.value)} />}
          </Field>
          <Field label={t`Address`} hint={`/p/${slug}`} error={making.error?.message}>
            {(ids) => <Input {...ids} required pattern="[a-zA-Z0-9_\-]+" maxLength={64} value={slug} onChange={(event) => setTyped(event.target.value)} />}
          </Field>
          <div className={styles.tools}>
            <Button type="submit" look="primary" busy={making.isPending} disabled={title.trim() === "" || slug === ""}>
              <Trans>Create the draft</Trans>
            </Button>
          </div>
        </form>
      </Card>
    </>
  );
}
