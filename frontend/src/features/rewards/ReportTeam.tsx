import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { reportTeam } from "../../api/rewards";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { useToast } from "../../ui/Toast";

/** Asks the curators to look at the name of a team, after a question. */
export function ReportTeam({ slug, name }: { slug: string; name: string }) {
  const { t } = useLingui();
  const toast = useToast();
  const [open, setOpen] = useState(false);
  const reporting = useMutation({
    mutationFn: () => reportTeam(slug, name),
    onSuccess: () => {
      setOpen(false);
      toast(t`Thank you. A curator will look at the name.`);
    },
  });
  return (
    <>
      <Button look="quiet" aria-label={t`Report the name ${name}`} onClick={() => setOpen(true)}>
        <Trans>Report</Trans>
      </Button>
      <Dialog
        title={t`Report this name?`}
        open={open}
        onClose={() => setOpen(false)}
        actions={
          <>
            <Button look="quiet" onClick={() => setOpen(false)}>
              <Trans>Cancel</Trans>
            </Button>
            <Button look="primary" busy={reporting.isPending} onClick={() => reporting.mutate()}>
              <Trans>Report</Trans>
            </Button>
          </>
        }
      >
        <p>
          <Trans>Curators look at names that are rude, advertise, or tell private things, and can give the team another one.</Trans>
        </p>
        <p dir="auto">
          <strong>{name}</strong>
        </p>
        {reporting.isError && <p role="alert">{reporting.error.message}</p>}
      </Dialog>
    </>
  );
}
